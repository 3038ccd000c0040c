import { testCheck } from "./check.case.ts";
import { cases } from "./probe-entries.case.ts";
import { probeEntries } from "./probe-entries.ts";

testCheck(probeEntries, cases);
