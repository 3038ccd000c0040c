import { testCheck } from "./check.case.ts";
import { cases } from "./workload-share.case.ts";
import { workloadShare } from "./workload-share.ts";

testCheck(workloadShare, cases);
