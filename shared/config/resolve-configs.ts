import type { TenantKey } from "#schemas/identifiers.ts";
import type { ConfigId } from "#schemas/llm-config.ts";
import { AppError } from "../app-error.ts";
import type { ProviderChoice } from "../providers/choose-provider.ts";
import { closedBreaker } from "./breaker.ts";
import type {
  ConfigOwner,
  ConfigRead,
  ConfigState,
  ConfigStore,
  StoredConfig,
} from "./config-store.ts";

/** One that may answer: a stored configuration, or what the operator's settings name. */
export type Candidate =
  | {
      readonly kind: "stored";
      readonly owner: ConfigOwner;
      readonly config: StoredConfig;
      readonly state: ConfigState;
      /** Of the owner's book. */
      readonly epoch: number;
    }
  | { readonly kind: "environment"; readonly choice: ProviderChoice };

export interface ResolveInput {
  readonly tenant: TenantKey;
  /** What the request asked for, the tenant's or the platform's. */
  readonly llmConfigId?: ConfigId | undefined;
}

export interface ResolveServices {
  readonly store: Pick<ConfigStore, "read">;
  /** What the settings name; it cannot be changed through the API. */
  readonly platformDefault: ProviderChoice | undefined;
  /** Whether the offline provider may be used. */
  readonly allowMock: boolean;
}

export const newConfigState: ConfigState = {
  health: null,
  failedChecks: 0,
  breaker: closedBreaker,
  usedAt: null,
};

export const stateOf = ({ states }: ConfigRead, id: ConfigId): ConfigState =>
  states.get(id) ?? newConfigState;

/**
 * Who may answer a generation, the first choice first: what the request asks for, else the tenant's
 * default, else the platform's, else what the settings name, else the offline provider where it is
 * allowed. What follows the first is its owner's own chain: a tenant's configurations never fall
 * back on the platform's money, nor the other way round. One read of the store.
 * @throws AppError `llm_not_configured`, `invalid_request` for an id that is not there
 */
export async function resolveConfigs(
  input: ResolveInput,
  services: ResolveServices,
): Promise<readonly [Candidate, ...Candidate[]]> {
  const { tenant, llmConfigId } = input;
  const reads = await services.store.read([tenant, "platform"]);
  const ofTenant = candidatesOf(tenant, reads, services);
  const ofPlatform = candidatesOf("platform", reads, services);
  const [first, ...rest] =
    llmConfigId === undefined
      ? chosenByDefault(ofTenant, ofPlatform, services)
      : chosenById(llmConfigId, [ofTenant, ofPlatform]);
  if (first === undefined) throw notConfigured();
  return [first, ...rest];
}

interface Owned {
  readonly defaultId: ConfigId | null;
  /** Those that may be used. */
  readonly usable: readonly Extract<Candidate, { kind: "stored" }>[];
}

function candidatesOf(
  owner: ConfigOwner,
  reads: ReadonlyMap<ConfigOwner, ConfigRead>,
  { allowMock }: ResolveServices,
): Owned {
  const read = reads.get(owner);
  if (read === undefined) return { defaultId: null, usable: [] };
  const usable = read.book.configs
    .filter(({ provider }) => allowMock || provider !== "mock")
    .map((config) => ({
      kind: "stored" as const,
      owner,
      config,
      state: stateOf(read, config.id),
      epoch: read.book.epoch,
    }));
  return { defaultId: read.book.defaultId, usable };
}

function chosenById(id: ConfigId, owners: readonly Owned[]): Candidate[] {
  for (const owned of owners) {
    if (owned.usable.some(({ config }) => config.id === id)) return chainFrom(id, owned);
  }
  throw new AppError("invalid_request", "The request is not valid.", {
    errors: [
      {
        path: "body.context.llmConfigId",
        code: "unknown_llm_config",
        message: "There is no configuration with this id that you may use.",
      },
    ],
  });
}

function chosenByDefault(
  ofTenant: Owned,
  ofPlatform: Owned,
  { platformDefault, allowMock }: ResolveServices,
): Candidate[] {
  for (const owned of [ofTenant, ofPlatform]) {
    const chain = owned.defaultId === null ? [] : chainFrom(owned.defaultId, owned);
    if (chain.length > 0) return chain;
  }
  if (platformDefault !== undefined) {
    return [{ kind: "environment", choice: platformDefault }, ...inOrder(ofPlatform)];
  }
  return allowMock ? [{ kind: "environment", choice: { name: "mock", model: "patterns" } }] : [];
}

/** The chosen one, where it may be used, then the chain of its owner. */
const chainFrom = (id: ConfigId, owned: Owned): Candidate[] => [
  ...owned.usable.filter(({ config }) => config.id === id),
  ...inOrder(owned).filter(({ config }) => config.id !== id),
];

const inOrder = ({ usable }: Owned): Owned["usable"] =>
  usable
    .filter(({ config }) => config.fallbackOrder !== null)
    .toSorted((one, other) => orderOf(one.config) - orderOf(other.config));

const orderOf = ({ fallbackOrder }: StoredConfig): number => fallbackOrder ?? 0;

const notConfigured = () =>
  new AppError(
    "llm_not_configured",
    "No language model is configured: add one with POST /api/llm-config, or ask the operator.",
  );
