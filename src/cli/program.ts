import { Command, Option } from "commander";
import { harmlessText } from "../report/harmless-text.ts";
import { outputFormats, type Terminal } from "./command.ts";
import { commands } from "./commands/index.ts";
import { packageVersion } from "./package-version.ts";

/** The command line with every command named and only the `loaded` ones defined, since each brings its own imports. */
export async function createProgram(terminal: Terminal, loaded: (name: string) => boolean): Promise<Command> {
  const chosen = commands.filter(({ name }) => loaded(name));
  const output = chosen.length === 1 && chosen[0]?.ownsShortO === true ? "--output <format>" : "-o, --output <format>";
  const program = new Command("ullage")
    .description("How much room the connection-tracking tables of a node have left, who uses it, and which limit is being hit.")
    .version(packageVersion(), "-V, --version", "print the version")
    .addOption(new Option(output, "form of the answer").choices(outputFormats).default("text"))
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
  for (const { name, summary, load } of commands) {
    const command = program.command(name).summary(summary).description(summary);
    if (loaded(name)) (await load()).define(command, terminal);
  }
  return program;
}
