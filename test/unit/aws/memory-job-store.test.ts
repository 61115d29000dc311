import { dueJobsContract } from "../../support/stores/due-jobs-contract.ts";
import { jobPartsContract } from "../../support/stores/job-parts-contract.ts";
import { jobStoreContract } from "../../support/stores/job-store-contract.ts";
import { memoryJobStore } from "../../support/stores/memory-job-store.ts";
import { memoryNodeStore } from "../../support/stores/memory-node-store.ts";

const nodes = memoryNodeStore();
const stores = { nodes, jobs: memoryJobStore({ nodes }) };

jobStoreContract(() => stores);
dueJobsContract(() => stores);
jobPartsContract(() => stores);
