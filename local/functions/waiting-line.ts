/** Those for whom there is nothing yet, served in the order in which they came. */
export interface WaitingLine<Wish, Served> {
  readonly isEmpty: () => boolean;
  /** Resolves once served; rejects with `tooLate()` where that takes longer than the line allows. */
  join(wish: Wish, tooLate: () => Error): Promise<Served>;
  /** Serves the first, and so on, for as long as `find` finds something. */
  serve(find: (wish: Wish) => Served | undefined): void;
  /** Sends all away. */
  close(reason: Error): void;
}

interface Waiter<Wish, Served> {
  readonly wish: Wish;
  readonly timer: NodeJS.Timeout;
  readonly resolve: (served: Served) => void;
  readonly reject: (error: Error) => void;
}

export function createWaitingLine<Wish, Served>(mostSeconds: number): WaitingLine<Wish, Served> {
  const waiters = new Set<Waiter<Wish, Served>>();

  function dismiss(waiter: Waiter<Wish, Served>): void {
    clearTimeout(waiter.timer);
    waiters.delete(waiter);
  }

  return {
    isEmpty: () => waiters.size === 0,
    join: (wish, tooLate) =>
      new Promise((resolve, reject) => {
        if (mostSeconds === 0) return reject(tooLate());
        const timer = setTimeout(() => {
          waiters.delete(waiter);
          reject(tooLate());
        }, mostSeconds * 1_000);
        const waiter = { wish, timer, resolve, reject };
        waiters.add(waiter);
      }),
    serve(find) {
      for (const waiter of waiters) {
        const served = find(waiter.wish);
        if (served === undefined) return;
        dismiss(waiter);
        waiter.resolve(served);
      }
    },
    close(reason) {
      for (const waiter of waiters) {
        dismiss(waiter);
        waiter.reject(reason);
      }
    },
  };
}
