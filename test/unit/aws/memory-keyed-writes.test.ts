import { keyedWritesContract } from "../../support/stores/keyed-writes-contract.ts";
import { memoryAccount } from "../../support/stores/memory-account.ts";
import { memoryConfigStore } from "../../support/stores/memory-config-store.ts";
import { memoryNodeStore } from "../../support/stores/memory-node-store.ts";

const account = memoryAccount();
const { idempotency } = account;
const nodes = memoryNodeStore({ account });
const configs = memoryConfigStore({ account });

keyedWritesContract(() => ({ nodes, configs, idempotency }));
