import { testCheck } from "./check.case.ts";
import { cases } from "./found-surge.case.ts";
import { foundSurge } from "./found-surge.ts";

testCheck(foundSurge, cases);
