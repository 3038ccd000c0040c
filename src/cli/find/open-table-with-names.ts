import { mergeAddressOwners } from "../../flows/owners/merge-address-owners.ts";
import type { AddressOwners } from "../../model/address-owners.ts";
import { ownNodeMarked } from "../../operations/tables/own-node-marked.ts";
import type { TableToWalk } from "../../operations/tables/table-to-walk.ts";
import type { NameSource } from "../../sources/name-source.ts";
import type { Terminal } from "../command.ts";
import { type NameOptions, openNames } from "../name-options.ts";
import { withProgress } from "./with-progress.ts";

export interface TableOptions extends NameOptions {
  readonly file?: string;
  readonly bundle?: string;
  readonly proc: string;
}

export interface TableWithNames {
  readonly table: TableToWalk;
  readonly owners: AddressOwners;
  /** On the names. */
  readonly remarks: readonly string[];
}

/** Opens the table that was asked for and the names for it, and closes both when `use` is done. */
export async function withTableAndNames(
  options: TableOptions,
  terminal: Terminal,
  use: (opened: TableWithNames) => Promise<void>,
): Promise<void> {
  const closing: (() => Promise<void>)[] = [];
  try {
    const { table, names } = await open(options, terminal, closing);
    // What a bundle saved is of its own time; what was asked for besides is believed first.
    const saved = table.owners === undefined || !options.names ? [] : [table.owners];
    const owners = ownNodeMarked(mergeAddressOwners([names.current(), ...saved]), table.node);
    await use({ table, owners, remarks: names.remarks() });
  } finally {
    for (const close of closing.reverse()) await close();
  }
}

async function open(
  options: TableOptions,
  terminal: Terminal,
  closing: (() => Promise<void>)[],
): Promise<{ readonly table: TableToWalk; readonly names: NameSource }> {
  const { file, bundle, proc } = options;
  const opened = async (table: TableToWalk, what = "looking through the table", sources?: Parameters<typeof openNames>[1]) => {
    closing.push(() => table.close());
    const names = await openNames(options, sources, terminal);
    closing.push(() => names.close());
    return { table: withProgress(table, what, terminal), names };
  };
  if (bundle !== undefined) {
    const { bundleTableToWalk } = await import("../../operations/tables/bundle-table.ts");
    return opened(await bundleTableToWalk(bundle), "looking through the bundle's table");
  }
  if (file !== undefined) {
    const { savedTableToWalk } = await import("../../operations/tables/saved-table.ts");
    return opened(await savedTableToWalk(file, Date.now()));
  }
  const { createLiveSources } = await import("../../sources/live-sources.ts");
  const sources = createLiveSources({ procRoot: proc });
  const { liveTableToWalk } = await import("../../operations/tables/live-table.ts");
  return opened(liveTableToWalk(sources), "looking through the table", sources);
}
