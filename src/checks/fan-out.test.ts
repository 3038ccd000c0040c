import { testCheck } from "./check.case.ts";
import { cases } from "./fan-out.case.ts";
import { fanOut } from "./fan-out.ts";

testCheck(fanOut, cases);
