import type { Dashboard } from "./dashboard.ts";
import { fleet } from "./fleet.ts";
import { node } from "./node.ts";

/** Every page, by the name of its file. */
export const dashboards: Readonly<Record<string, Dashboard>> = { fleet, node };
