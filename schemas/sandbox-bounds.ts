/** What the sandbox's thread needs of the contract: without schemas, so that it starts sooner. */

/** The error of a run that asked for what its script does not hold: never one of the node's own. */
export const httpScriptErrorName = "HttpScriptError";

/** What the requests of one run may take: how many, and what each may cost. */
export const requestLimits = { most: 20, milliseconds: 10_000, replyBytes: 1 << 20 } as const;

/** How many of the waits of a run are told. */
export const mostWaits = 1_000;
