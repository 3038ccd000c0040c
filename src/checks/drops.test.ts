import { testCheck } from "./check.case.ts";
import { cases } from "./drops.case.ts";
import { drops } from "./drops.ts";

testCheck(drops, cases);
