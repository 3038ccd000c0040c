import { testCheck } from "./check.case.ts";
import { cases } from "./early-evictions.case.ts";
import { earlyEvictions } from "./early-evictions.ts";

testCheck(earlyEvictions, cases);
