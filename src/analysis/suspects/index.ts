import { connectionChurn } from "./connection-churn.ts";
import { connectionLeak } from "./connection-leak.ts";
import { fanOut } from "./fan-out.ts";
import { retryStorm } from "./retry-storm.ts";
import { staleEndpoints } from "./stale-endpoints.ts";
import type { SuspectRule } from "./suspect-rule.ts";

/** Every way to come under suspicion, in the order in which equally certain suspects are told. */
export const suspectRules: readonly SuspectRule[] = [staleEndpoints, retryStorm, connectionLeak, connectionChurn, fanOut];
