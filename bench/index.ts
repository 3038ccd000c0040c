import type { Benchmark } from "./benchmark.ts";
import { diagnose } from "./diagnose.ts";
import { forecast } from "./forecast.ts";
import { liveTable } from "./live-table.ts";
import { savedText } from "./saved-text.ts";
import { startUp } from "./start-up.ts";

export const benchmarks: readonly Benchmark[] = [startUp, savedText, liveTable, diagnose, forecast];
