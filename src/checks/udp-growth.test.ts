import { testCheck } from "./check.case.ts";
import { cases } from "./udp-growth.case.ts";
import { udpGrowth } from "./udp-growth.ts";

testCheck(udpGrowth, cases);
