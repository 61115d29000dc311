/** A request as people write it, with the pattern that fits, or null where none does. */
export interface LabelledRequest {
  readonly request: string;
  readonly expected: string | null;
}

export const fits = (expected: string | null, requests: readonly string[]): LabelledRequest[] =>
  requests.map((request) => ({ request, expected }));
