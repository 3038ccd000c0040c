import { testCheck } from "./check.case.ts";
import { cases } from "./pod-retransmits.case.ts";
import { podRetransmits } from "./pod-retransmits.ts";

testCheck(podRetransmits, cases);
