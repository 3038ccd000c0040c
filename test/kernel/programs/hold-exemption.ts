/** Leaves a port out of connection tracking until the word `close`, or until it is killed; says the code of what refuses it. */
import { InputError } from "../../../src/platform/input-error.ts";
import { openPortExemption } from "../../../src/sources/exempt-port.ts";
import { FileTree } from "../../../src/sources/file-tree.ts";
import { answer, readOptions, stayUntilInputEnds } from "./conversation.ts";

interface Options {
  readonly port: number;
  readonly address?: string;
  /** Gives up root first, and every capability with it. */
  readonly asUser?: number;
}

const { port, address, asUser } = readOptions<Options>();
if (asUser !== undefined) {
  process.setgroups?.([]);
  process.setgid?.(asUser);
  process.setuid?.(asUser);
}
try {
  const exemption = await openPortExemption({ port, proc: new FileTree("/proc"), ...(address === undefined ? {} : { address }) });
  answer({ held: true });
  stayUntilInputEnds(() => void exemption.close().then(() => answer({ held: false })));
} catch (error) {
  if (!(error instanceof InputError)) throw error;
  answer({ refused: error.code });
  stayUntilInputEnds();
}
