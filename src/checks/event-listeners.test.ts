import { testCheck } from "./check.case.ts";
import { cases } from "./event-listeners.case.ts";
import { eventListeners } from "./event-listeners.ts";

testCheck(eventListeners, cases);
