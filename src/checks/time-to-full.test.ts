import { testCheck } from "./check.case.ts";
import { cases } from "./time-to-full.case.ts";
import { timeToFull } from "./time-to-full.ts";

testCheck(timeToFull, cases);
