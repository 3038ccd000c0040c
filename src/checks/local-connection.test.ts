import { testCheck } from "./check.case.ts";
import { cases } from "./local-connection.case.ts";
import { localConnection } from "./local-connection.ts";

testCheck(localConnection, cases);
