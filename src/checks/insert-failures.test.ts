import { testCheck } from "./check.case.ts";
import { cases } from "./insert-failures.case.ts";
import { insertFailures } from "./insert-failures.ts";

testCheck(insertFailures, cases);
