import { testCheck } from "./check.case.ts";
import { cases } from "./hash-load.case.ts";
import { hashLoad } from "./hash-load.ts";

testCheck(hashLoad, cases);
