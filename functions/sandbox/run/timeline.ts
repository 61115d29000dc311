import type { GuestClock } from "./guest-clock.ts";

/** What a run still waits for: timers of the guest, and answers from outside. */
export interface Timeline {
  /** Calls for `action` after a time; the number can be given to `cancel`. */
  after(milliseconds: number, action: Action): number;
  cancel(ticket: number): void;
  /** Announces an answer from outside; what is returned delivers it (at most once). */
  expect(): (action: Action) => void;
  /** The next action that is due, after waiting for it; `undefined` if nothing is left to wait for. */
  next(): Promise<Action | undefined>;
  /** Ends waiting: `next` gives `undefined` from now on. */
  stop(): void;
}

export type Action = () => void;

interface Entry {
  readonly ticket: number;
  readonly due: number;
  readonly action: Action;
}

/** Common to both: answers from outside, and being stopped. */
abstract class WaitingTimeline implements Timeline {
  protected readonly clock: GuestClock;
  protected readonly ready: Action[] = [];
  protected expected = 0;
  protected lastTicket = 0;
  #stopped = false;
  #wake: (() => void) | undefined;

  constructor(clock: GuestClock) {
    this.clock = clock;
  }

  abstract after(milliseconds: number, action: Action): number;
  abstract cancel(ticket: number): void;
  /** An action that can be had without waiting for anything outside. */
  protected abstract takeOwn(): Action | undefined;
  protected abstract hasOwn(): boolean;

  expect(): (action: Action) => void {
    this.expected += 1;
    let open = true;
    return (action) => {
      if (!open) return;
      open = false;
      this.expected -= 1;
      this.deliver(action);
    };
  }

  async next(): Promise<Action | undefined> {
    for (;;) {
      if (this.#stopped) return undefined;
      const action = this.ready.shift() ?? (this.expected === 0 ? this.takeOwn() : undefined);
      if (action !== undefined) return action;
      if (this.expected === 0 && !this.hasOwn()) return undefined;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  stop(): void {
    this.#stopped = true;
    this.#wake?.();
  }

  protected deliver(action: Action): void {
    this.ready.push(action);
    this.#wake?.();
  }
}

/** Waits as long as the guest asked for. */
export class RealTimeline extends WaitingTimeline {
  readonly #timers = new Map<number, NodeJS.Timeout>();

  after(milliseconds: number, action: Action): number {
    this.lastTicket += 1;
    const ticket = this.lastTicket;
    const due = this.clock.now() + milliseconds;
    const longest = 2 ** 31 - 1;
    const timer = setTimeout(
      () => {
        this.#timers.delete(ticket);
        this.deliver(() => {
          this.clock.advanceTo(due);
          action();
        });
      },
      Math.min(milliseconds, longest),
    );
    this.#timers.set(ticket, timer);
    return ticket;
  }

  cancel(ticket: number): void {
    clearTimeout(this.#timers.get(ticket));
    this.#timers.delete(ticket);
  }

  override stop(): void {
    for (const timer of this.#timers.values()) clearTimeout(timer);
    this.#timers.clear();
    super.stop();
  }

  protected takeOwn(): undefined {
    return undefined;
  }

  protected hasOwn(): boolean {
    return this.#timers.size > 0;
  }
}

/** Jumps to what is due next. Answers from outside come first: they cost no guest time. */
export class VirtualTimeline extends WaitingTimeline {
  #entries: Entry[] = [];

  after(milliseconds: number, action: Action): number {
    this.lastTicket += 1;
    const due = this.clock.now() + milliseconds;
    this.#entries.push({ ticket: this.lastTicket, due, action });
    return this.lastTicket;
  }

  cancel(ticket: number): void {
    this.#entries = this.#entries.filter((entry) => entry.ticket !== ticket);
  }

  protected takeOwn(): Action | undefined {
    const [first, ...others] = this.#entries;
    if (first === undefined) return undefined;
    const earliest = others.reduce((best, entry) => (entry.due < best.due ? entry : best), first);
    this.cancel(earliest.ticket);
    this.clock.advanceTo(earliest.due);
    return earliest.action;
  }

  protected hasOwn(): boolean {
    return this.#entries.length > 0;
  }
}
