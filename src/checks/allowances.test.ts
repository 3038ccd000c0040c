import { cases } from "./allowances.case.ts";
import { allowances } from "./allowances.ts";
import { testCheck } from "./check.case.ts";

for (const check of allowances) testCheck(check, cases);
