import { testCheck } from "./check.case.ts";
import { cases } from "./listen-overflow.case.ts";
import { listenOverflow } from "./listen-overflow.ts";

testCheck(listenOverflow, cases);
