import { testCheck } from "./check.case.ts";
import { cases } from "./softnet-drops.case.ts";
import { softnetDrops } from "./softnet-drops.ts";

testCheck(softnetDrops, cases);
