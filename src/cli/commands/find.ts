import { type Command, InvalidArgumentError, Option } from "commander";
import { type FindOutcome, isWholeTable } from "../../flows/find-flows/find-outcome.ts";
import { hasPorts } from "../../flows/find-flows/flow-of-row.ts";
import { type Endpoint, parseEndpoint } from "../../flows/parse-endpoint.ts";
import { parseProtocol, protocolName } from "../../model/ip-protocol.ts";
import { searchTable } from "../../operations/tables/search-table.ts";
import { findReport } from "../../report/find-report.ts";
import { findResult } from "../../report/find-result.ts";
import { type CommandModule, type GlobalOptions, type Terminal, withExamples } from "../command.ts";
import { documentText } from "../document-text.ts";
import { exitCodes } from "../exit-code.ts";
import { type TableOptions, withTableAndNames } from "../find/open-table-with-names.ts";
import { addNameOptions } from "../name-options.ts";
import { wholeNumber } from "../option-values.ts";
import { valueText } from "../value-text.ts";

interface FindOptions extends GlobalOptions, TableOptions {
  readonly protocol?: number;
  readonly limit: number;
}

export const find: CommandModule = {
  define(command, terminal) {
    command
      .description(
        "Every entry that touches an address, in any of its tuples, translated both ways and with names: which pod a node's address and port in a server's log stood for, which endpoint answered for a service. Looks through this node's table, or one that was saved. The exit status is 0 when something was found, 1 when nothing was, 3 when nothing was and not all could be looked at.",
      )
      .argument(
        "<end>",
        "ADDR, ADDR:PORT, [IPv6]:PORT, a network, :PORT for a port of any address, or a pod, workload or service as NAMESPACE/NAME (NAME alone means every namespace, KIND/NAMESPACE/NAME one of several that have that name)",
      )
      .argument("[other]", "the same: only entries that have both, as two of their ends")
      .addOption(
        new Option("--protocol <protocol>", "only entries of this one: tcp, udp or another name or number").argParser(parseProtocolOption),
      )
      .addOption(new Option("--file <path>", "look in a table saved with conntrack -L or from /proc/net/nf_conntrack; - is standard input"))
      .addOption(new Option("--bundle <path>", "look in the table of a saved bundle, with the names in it").conflicts("file"))
      .addOption(new Option("--limit <n>", "show no more entries than this").argParser(wholeNumber(1, 1_000_000)).default(1000))
      .addOption(new Option("--proc <path>", "where the node's /proc is mounted").default("/proc"));
    addNameOptions(command);
    command.action((end: string, other: string | undefined, _, self: Command) =>
      run(other === undefined ? [end] : [end, other], self.optsWithGlobals<FindOptions>(), self, terminal),
    );
    withExamples(command, [
      ["ullage find 192.168.1.10:61234", "Which pod was this node address and port in an access log?"],
      ["ullage find 192.168.1.10:61234 10.20.0.7:443", "The same, with the server whose log it is"],
      ["ullage find 10.96.0.10:53 --protocol udp --limit 20", "Who asks the DNS service, and which of its endpoints answers"],
      ["ullage find shop/checkout --pods pods.json", "Everything that the pods of a workload take part in"],
      ["ullage find 10.0.1.5 --bundle last-night.tar.gz", "In the table of last night"],
      ["conntrack -L | ullage find :5432 --file -", "Every connection to a port, from another program's list"],
    ]);
  },
};

async function run(texts: readonly string[], options: FindOptions, command: Command, terminal: Terminal): Promise<void> {
  const endpoints = texts.map((text) => readEndpoint(text, options, command));
  if (options.file === "-" && options.pods === "-") command.error("error: only one of --file and --pods can be standard input");
  await withTableAndNames(options, terminal, async ({ table, owners, remarks }) => {
    const named = endpoints.find(({ kind }) => kind === "name");
    if (named !== undefined && owners.from.length === 0)
      command.error(`error: ${named.text}: no names are known here; --pods with a saved list of pods, or --kubeconfig, tells them`);
    const outcome = await searchTable(endpoints, table, owners, { ...options, signal: terminal.signal });
    terminal.write(await answerText({ ...outcome, remarks: [...outcome.remarks, ...remarks] }, options.output));
    if (!terminal.signal.aborted) terminal.setExitCode(exitCodeOf(outcome));
  });
}

async function answerText(outcome: FindOutcome, output: GlobalOptions["output"]): Promise<string> {
  return output === "json" || output === "yaml" ? valueText(findResult(outcome), output) : documentText(findReport(outcome), output);
}

function exitCodeOf(outcome: FindOutcome): number {
  if (outcome.found > 0) return exitCodes.ok.code;
  return isWholeTable(outcome) ? exitCodes.warning.code : exitCodes.unknown.code;
}

function readEndpoint(text: string, { protocol }: FindOptions, command: Command): Endpoint {
  const parsed = parseEndpoint(text);
  if (!parsed.ok) command.error(`error: ${parsed.because}`);
  if (parsed.endpoint.port !== undefined && protocol !== undefined && !hasPorts(protocol))
    command.error(`error: ${text}: ${protocolName(protocol)} has no ports`);
  return parsed.endpoint;
}

function parseProtocolOption(text: string): number {
  const protocol = parseProtocol(text);
  if (protocol === undefined) throw new InvalidArgumentError("It is a name or number such as tcp, udp or 132.");
  return protocol;
}
