import { testCheck } from "./check.case.ts";
import { cases } from "./table-shares.case.ts";
import { tableShares } from "./table-shares.ts";

for (const check of tableShares) testCheck(check, cases);
