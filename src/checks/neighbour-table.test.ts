import { testCheck } from "./check.case.ts";
import { cases } from "./neighbour-table.case.ts";
import { neighbourTable } from "./neighbour-table.ts";

testCheck(neighbourTable, cases);
