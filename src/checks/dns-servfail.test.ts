import { testCheck } from "./check.case.ts";
import { cases } from "./dns-servfail.case.ts";
import { dnsServfail } from "./dns-servfail.ts";

testCheck(dnsServfail, cases);
