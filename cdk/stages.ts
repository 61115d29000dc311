import { CannotSynthesize } from "./cannot-synthesize.ts";

/** What differs between the places the product runs in, as data. */
export interface Stage {
  readonly name: string;
  /** Whether tables, secrets, users and logs outlive the stack. */
  readonly keepsData: boolean;
  readonly logRetentionDays: 7 | 30 | 90;
  /** Requests a second over the whole API, and how many at once above that. */
  readonly throttling: { readonly rate: number; readonly burst: number };
  /** Generations running at once; 2 is the least an event source accepts. */
  readonly workers: number;
  /** Whether a firewall stands before the API, unless the context says otherwise. */
  readonly webAcl: boolean;
  /** Whether new code gets a tenth of the calls first, and is taken back where alarms go off. */
  readonly shiftsTraffic: boolean;
  /** A stage for trying has the most telling alarms only: each costs money every month. */
  readonly alarms: "all" | "essential" | "none";
  /** The stage of the local run has parameters that no deployed stack has. */
  readonly local: boolean;
}

const trial = {
  keepsData: false,
  logRetentionDays: 7,
  webAcl: false,
  shiftsTraffic: false,
  alarms: "essential",
  local: false,
} as const;
const lasting = { keepsData: true, alarms: "all", local: false } as const;
const modest = { throttling: { rate: 50, burst: 100 }, workers: 5 } as const;

export const stages = {
  local: {
    ...trial,
    name: "local",
    alarms: "none",
    local: true,
    throttling: { rate: 500, burst: 1_000 },
    workers: 4,
  },
  dev: { ...trial, ...modest, name: "dev" },
  staging: {
    ...lasting,
    ...modest,
    name: "staging",
    logRetentionDays: 30,
    webAcl: false,
    shiftsTraffic: false,
  },
  prod: {
    ...lasting,
    name: "prod",
    logRetentionDays: 90,
    throttling: { rate: 200, burst: 400 },
    workers: 50,
    webAcl: true,
    shiftsTraffic: true,
  },
} as const satisfies Record<string, Stage>;

/** @throws CannotSynthesize naming the stages there are. */
export function stageNamed(name: string): Stage {
  const stage = Object.entries(stages).find(([known]) => known === name)?.[1];
  if (stage) return stage;
  throw new CannotSynthesize(
    `There is no stage "${name}"; set one of ${Object.keys(stages).join(", ")}.`,
  );
}
