import { mergeAddressOwners } from "../../flows/owners/merge-address-owners.ts";
import type { AddressOwners } from "../../model/address-owners.ts";
import type { NameSource } from "../../sources/name-source.ts";
import type { Terminal } from "../command.ts";
import { type NameOptions, openNames } from "../name-options.ts";
import type { TableToWalk } from "./table-to-walk.ts";

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
  const opened = async (table: TableToWalk, sources?: Parameters<typeof openNames>[1]) => {
    closing.push(() => table.close());
    const names = await openNames(options, sources, terminal);
    closing.push(() => names.close());
    return { table, names };
  };
  if (bundle !== undefined) return opened(await (await import("./bundle-table.ts")).bundleTableToWalk(bundle, terminal));
  if (file !== undefined) return opened(await (await import("./saved-table.ts")).savedTableToWalk(file, terminal, Date.now()));
  const { createLiveSources } = await import("../../sources/live-sources.ts");
  const sources = createLiveSources({ procRoot: proc });
  return opened((await import("./live-table.ts")).liveTableToWalk(sources, terminal), sources);
}

/** A list of pods does not say of which node a bundle is. */
function ownNodeMarked(owners: AddressOwners, node: string | undefined): AddressOwners {
  if (node === undefined || owners.nodes.some(({ isOwn }) => isOwn)) return owners;
  return { ...owners, nodes: owners.nodes.map((one) => ({ ...one, isOwn: one.name === node })) };
}
