import { testCheck } from "./check.case.ts";
import { cases } from "./rule-count.case.ts";
import { ruleCount } from "./rule-count.ts";

testCheck(ruleCount, cases);
