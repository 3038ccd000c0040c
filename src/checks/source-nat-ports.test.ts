import { testCheck } from "./check.case.ts";
import { cases } from "./source-nat-ports.case.ts";
import { sourceNatPorts } from "./source-nat-ports.ts";

testCheck(sourceNatPorts, cases);
