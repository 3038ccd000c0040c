/** Takes a sample of the table of its namespace, with its traffic; any word takes another. */
import { TableSampler, type TableSamplerOptions } from "../../../src/collectors/table-sampler.ts";
import type { AddressOwners } from "../../../src/model/address-owners.ts";
import { createLiveSources } from "../../../src/sources/live-sources.ts";
import { answer, readOptions, stayUntilInputEnds } from "./conversation.ts";

interface Options extends Pick<TableSamplerOptions, "youngSeconds" | "difference"> {
  readonly owners?: AddressOwners;
}

const { owners, ...options } = readOptions<Options>();
const sampler = new TableSampler(createLiveSources(), { ...options, ...(owners === undefined ? {} : { names: () => owners }) });
const sample = async () => answer(await sampler.sample());
await sample();
stayUntilInputEnds(() => void sample());
