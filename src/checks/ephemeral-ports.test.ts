import { testCheck } from "./check.case.ts";
import { cases } from "./ephemeral-ports.case.ts";
import { ephemeralPorts } from "./ephemeral-ports.ts";

testCheck(ephemeralPorts, cases);
