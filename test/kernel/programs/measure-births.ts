/** Listens for births in its namespace for some seconds, and answers who made how many a second. */
import { measureBirths } from "../../../src/collectors/event-burst.ts";
import { createLiveSources } from "../../../src/sources/live-sources.ts";
import { answer, readOptions, stayUntilInputEnds } from "./conversation.ts";

const { seconds } = readOptions<{ readonly seconds: number }>();
answer(await measureBirths(createLiveSources(), { seconds }));
stayUntilInputEnds();
