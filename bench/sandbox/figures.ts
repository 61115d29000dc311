/** One line of the table: a figure, what it is compared with, and what is demanded of it. */
export interface FigureRow {
  readonly what: string;
  readonly unit: string;
  /** The median, where there are many. */
  readonly figure: number;
  readonly p95?: number;
  /** Medians of the same work in `node:vm` and in quickjs-emscripten, and what they are to it. */
  readonly nodeVm?: number;
  readonly ratio?: number;
  readonly peer?: number;
  readonly peerRatio?: number;
  readonly target: string;
  readonly met: "yes" | "NO";
}

/** What a figure may be at most; each bound that is given counts. */
interface Target {
  readonly most?: number;
  readonly p95?: number;
  readonly ratio?: number;
}

type Figures = Omit<FigureRow, "target" | "met">;

export function judged(figures: Figures, target: Target): FigureRow {
  const { most, p95, ratio } = target;
  const bounds = [
    { text: `≤ ${ratio} x`, most: ratio, is: figures.ratio },
    { text: `≤ ${most} ${figures.unit}`, most, is: figures.figure },
    { text: `p95 ≤ ${p95} ${figures.unit}`, most: p95, is: figures.p95 },
  ].filter((bound) => bound.most !== undefined);
  const isMet = bounds.every(({ most: bound = 0, is = Number.POSITIVE_INFINITY }) => is <= bound);
  return {
    ...figures,
    target: bounds.map(({ text }) => text).join(", "),
    met: isMet ? "yes" : "NO",
  };
}

/** Milliseconds that something takes. */
export async function timed(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}
