import { testCheck } from "./check.case.ts";
import { cases } from "./tracking-settings.case.ts";
import { trackingSettings } from "./tracking-settings.ts";

testCheck(trackingSettings, cases);
