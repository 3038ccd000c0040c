import { collectSnapshot } from "../../src/collectors/collect-snapshot.ts";
import { collectors } from "../../src/collectors/index.ts";
import { createLiveSources } from "../../src/sources/live-sources.ts";

/** Prints every part of this node as JSON: `read-parts.ts PROC [HOST_ROOT]`, run with whatever capabilities a test leaves it. */
const [procRoot = "/proc", hostRoot] = process.argv.slice(2);
const sources = createLiveSources({ procRoot, ...(hostRoot === undefined ? {} : { hostRoot }) });
const { snapshot } = await collectSnapshot(sources, { node: "this", parts: collectors.map(({ part }) => part) });
process.stdout.write(JSON.stringify(snapshot.parts), () => process.exit(0));
