import { testCheck } from "./check.case.ts";
import { cases } from "./table-full-log.case.ts";
import { tableFullLog } from "./table-full-log.ts";

testCheck(tableFullLog, cases);
