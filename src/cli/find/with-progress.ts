import type { TableToWalk } from "../../operations/tables/table-to-walk.ts";
import type { Terminal } from "../command.ts";
import { ProgressBar } from "../progress-bar.ts";

/** The same table, with a bar on the terminal while it is walked. */
export function withProgress(table: TableToWalk, what: string, terminal: Terminal): TableToWalk {
  return {
    ...table,
    async walk(taker, watch) {
      const progress = new ProgressBar(what, terminal);
      try {
        return await table.walk(taker, { ...watch, onProgress: (done, total, text) => progress.update(done, total, text) });
      } finally {
        progress.clear();
      }
    },
  };
}
