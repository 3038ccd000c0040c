#!/usr/bin/env node
// Plain old JavaScript without imports at the top: an older Node must get as far as the message.
var required = [22, 18];
var agentFlags = ["--max-semi-space-size=1", "--optimize-for-size"];
// One heap for all threads: each of V8's would get one of its own, of which it uses little.
var agentEnvironment = { MALLOC_ARENA_MAX: "1" };
var found = process.versions.node.split(".").map(Number);
if (found[0] < required[0] || (found[0] === required[0] && found[1] < required[1])) {
  process.stderr.write(
    "ullage: needs Node.js " +
      required.join(".") +
      " or newer; this is " +
      process.versions.node +
      " (" +
      process.execPath +
      ").\n" +
      "        In a checkout, `npm start` and `npm run ullage -- COMMAND` use the one that `npm ci` brings.\n",
  );
  process.exitCode = 70;
} else {
  // An agent runs for months and must be small. V8 and the C library are told so only when they start (docs/decisions/0035-agent-memory.md): so the program
  // begins anew in the same process, which takes 20 ms.
  if (process.argv.indexOf("agent") > 1 && process.execArgv.length === 0 && typeof process.execve === "function")
    process.execve(process.execPath, [process.execPath].concat(agentFlags, process.argv.slice(1)), Object.assign({}, agentEnvironment, process.env));
  if (process.argv.indexOf("analyze") > 1)
    import("../dist/packed/start-ahead.js").then((begin) => begin.startAhead(process.argv.slice(2)));
  import("../dist/packed/main.js")
    .then((cli) => cli.main(process.argv.slice(2)))
    .catch((error) => {
      process.stderr.write("ullage: " + (error && error.stack ? error.stack : error) + "\n");
      process.exitCode = 70;
    });
}
