import { closeSync, constants, fstatSync, openSync } from "node:fs";
import { parentPort, workerData } from "node:worker_threads";
import { type SearchedSegment, type SearchNews, type SearchPart, SearchProgress } from "./search-job.ts";
import { SegmentSearch } from "./search-segment.ts";

const progress = new SearchProgress(workerData); // what whoever starts this thread hands over

parentPort?.on("message", ({ question, segments }: SearchPart) => {
  const tell = (news: SearchNews) => parentPort?.postMessage(news);
  try {
    const search = new SegmentSearch(question, progress, (found) => tell({ kind: "match", ...found }));
    for (const [number, segment] of segments.entries()) tell({ kind: "segment", ...searched(search, segment, number) });
    tell({ kind: "done" });
  } catch (error) {
    // Of an expression that V8 finds too large when it first uses it.
    if (!(error instanceof SyntaxError)) throw error;
    tell({ kind: "refused", because: error.message });
  }
});

function searched(search: SegmentSearch, segment: SearchPart["segments"][number], number: number): SearchedSegment {
  const nothing = { segment: number, lines: 0, isPartial: true, outside: 0, longLines: 0, tooHard: 0 };
  if (search.isOver) return nothing;
  let file: number | undefined;
  try {
    // What was an ordinary file when the bundle was read may be a link or a pipe by the time of the search.
    file = openSync(segment.diskPath, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    if (!fstatSync(file).isFile()) return { ...nothing, problem: "unreadable" };
    return search.search(file, segment, number);
  } catch (error) {
    if (!(error instanceof Error && "code" in error)) throw error;
    return { ...nothing, problem: error.code === "ENOENT" ? "missing" : "unreadable" };
  } finally {
    if (file !== undefined) closeSync(file);
  }
}
