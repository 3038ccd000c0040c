import { testCheck } from "./check.case.ts";
import { cases } from "./clash-resolve.case.ts";
import { clashResolve } from "./clash-resolve.ts";

testCheck(clashResolve, cases);
