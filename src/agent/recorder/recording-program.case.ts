import { randomBytes } from "node:crypto";
import { WatchedNode } from "./watched-node.case.ts";
import type { CollectInto } from "./write-incident.ts";

/** A recorder that has incidents one after another, as fast as they can be written, until it is killed; or one that never comes back from collecting. */
const [folder = "", startMs = "0", mode = "quick"] = process.argv.slice(2);
const node = await WatchedNode.open(Number(startMs));

const stuck: CollectInto = async (archive) => {
  archive.begin("noise.bin").write(randomBytes(3_000_000));
  process.stdout.write("collecting\n");
  return new Promise(() => {});
};

const recorder = node.recorder(folder, { maximumFiles: 4, collect: mode === "stuck" ? stuck : node.collecting(400_000) });
if (mode === "quick") process.stdout.write("begun\n");
for (;;) {
  await node.watch(recorder, "critical", 60);
  await node.watch(recorder, "ok", 310);
}
