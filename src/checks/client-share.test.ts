import { testCheck } from "./check.case.ts";
import { cases } from "./client-share.case.ts";
import { clientShare } from "./client-share.ts";

testCheck(clientShare, cases);
