import { testCheck } from "./check.case.ts";
import { cases } from "./limit-owner.case.ts";
import { limitOwner } from "./limit-owner.ts";

testCheck(limitOwner, cases);
