import { testCheck } from "./check.case.ts";
import { cases } from "./stale-endpoints.case.ts";
import { staleEndpoints } from "./stale-endpoints.ts";

testCheck(staleEndpoints, cases);
