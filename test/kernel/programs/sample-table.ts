/** Takes a sample of the table of its namespace, with its traffic; any word takes another. */
import { TableSampler } from "../../../src/collectors/table-sampler.ts";
import { createLiveSources } from "../../../src/sources/live-sources.ts";
import { answer, readOptions, stayUntilInputEnds } from "./conversation.ts";

const { youngSeconds } = readOptions<{ readonly youngSeconds?: number }>();
const sampler = new TableSampler(createLiveSources(), youngSeconds === undefined ? {} : { youngSeconds });
const sample = async () => answer(await sampler.sample());
await sample();
stayUntilInputEnds(() => void sample());
