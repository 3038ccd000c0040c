import { Command, Option } from "commander";
import { harmlessText } from "../report/harmless-text.ts";
import { outputFormats, type Terminal } from "./command.ts";
import { commands } from "./commands/index.ts";
import { packageVersion } from "./package-version.ts";

/** The command line with every command named and only the one that `args` ask for defined, since each brings its own imports. */
export async function createProgram(terminal: Terminal, args: readonly string[]): Promise<Command> {
  // Before the command stand options alone, none of which takes the name of one.
  const asked = args.map((word) => commands.find(({ name }) => name === word)).find((command) => command !== undefined);
  const output = asked?.ownsShortO === true ? "--output <format>" : "-o, --output <format>";
  const outputs = asked?.outputs ?? outputFormats;
  const program = new Command("ullage")
    .description("How much room the connection-tracking tables of a node have left, who uses it, and which limit is being hit.")
    .version(packageVersion(), "-V, --version", "print the version")
    .addOption(new Option(output, "form of the answer").choices(outputs).default(outputs[0]))
    .helpOption("-h, --help", "print help")
    .helpCommand("help [command]", "print help of a command")
    .configureHelp({ showGlobalOptions: true, helpWidth: 100 })
    .configureOutput({
      writeOut: (text) => terminal.write(text),
      writeErr: (text) => terminal.writeError(text.split("\n").map(harmlessText).join("\n")),
    })
    .showHelpAfterError("(--help lists what there is)")
    .exitOverride();
  program.addHelpText(
    "after",
    "\nExamples:\n  # Is this node in trouble?\n  $ ullage check\n\n  # What can check be asked?\n  $ ullage check --help",
  );
  for (const { name, summary } of commands) {
    const command = program.command(name).summary(summary).description(summary);
    if (name === asked?.name) (await asked.load()).define(command, terminal);
  }
  return program;
}
