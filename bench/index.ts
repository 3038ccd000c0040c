import { agent, agentSoak } from "./agent.ts";
import { attribution } from "./attribution.ts";
import type { Benchmark } from "./benchmark.ts";
import { diagnose } from "./diagnose.ts";
import { eventBurst } from "./event-burst.ts";
import { forecast } from "./forecast.ts";
import { indexBundle } from "./index-bundle.ts";
import { liveTable } from "./live-table.ts";
import { savedText } from "./saved-text.ts";
import { search } from "./search.ts";
import { startUp } from "./start-up.ts";
import { top } from "./top.ts";

export const benchmarks: readonly Benchmark[] = [
  startUp,
  savedText,
  liveTable,
  diagnose,
  attribution,
  forecast,
  eventBurst,
  top,
  agent,
  agentSoak,
  indexBundle,
  search,
];
