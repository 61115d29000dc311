import { configStoreContract } from "../../support/stores/config-store-contract.ts";
import { memoryConfigStore } from "../../support/stores/memory-config-store.ts";

const store = memoryConfigStore();

configStoreContract(() => store);
