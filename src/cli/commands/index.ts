import type { CommandEntry } from "../command.ts";

/** Every command, in the order help lists them. */
export const commands: readonly CommandEntry[] = [
  {
    name: "check",
    summary: "One line for each sign of trouble, and an exit status",
    load: () => import("./check.ts").then((module) => module.check),
  },
];
