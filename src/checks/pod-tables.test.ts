import { testCheck } from "./check.case.ts";
import { cases } from "./pod-tables.case.ts";
import { podTables } from "./pod-tables.ts";

testCheck(podTables, cases);
