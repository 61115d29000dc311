import { acceptTermsContract } from "../../support/stores/accept-terms-contract.ts";
import { dueJobsContract } from "../../support/stores/due-jobs-contract.ts";
import { jobCancelContract } from "../../support/stores/job-cancel-contract.ts";
import { jobMoneyContract } from "../../support/stores/job-money-contract.ts";
import { jobPartsContract } from "../../support/stores/job-parts-contract.ts";
import { jobResumeContract } from "../../support/stores/job-resume-contract.ts";
import { jobStoreContract } from "../../support/stores/job-store-contract.ts";
import { memoryAccount } from "../../support/stores/memory-account.ts";
import { memoryJobStore } from "../../support/stores/memory-job-store.ts";
import { memoryNodeStore } from "../../support/stores/memory-node-store.ts";
import { instant } from "../../support/stores/node-samples.ts";
import { usageStoreContract } from "../../support/stores/usage-store-contract.ts";

const nodes = memoryNodeStore();
const account = memoryAccount({ clock: { now: () => new Date(instant(0)) } });
const { idempotency, usage } = account;
const stores = { nodes, jobs: memoryJobStore({ nodes, account }), idempotency, usage };

acceptTermsContract(() => stores);
jobStoreContract(() => stores);
dueJobsContract(() => stores);
jobPartsContract(() => stores);
jobResumeContract(() => stores);
jobCancelContract(() => stores);
jobMoneyContract(() => stores);
usageStoreContract(() => stores);
