import { memoryNodeStore } from "../../support/stores/memory-node-store.ts";
import { nodeListContract } from "../../support/stores/node-list-contract.ts";
import { nodeReportContract } from "../../support/stores/node-report-contract.ts";
import { nodeStoreContract } from "../../support/stores/node-store-contract.ts";

const store = memoryNodeStore();

nodeStoreContract(() => store);
nodeListContract(() => store);
nodeReportContract(() => store);
