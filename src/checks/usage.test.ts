import { testCheck } from "./check.case.ts";
import { cases } from "./usage.case.ts";
import { usage } from "./usage.ts";

testCheck(usage, cases);
