import { enableCompileCache } from "node:module";
import { join } from "node:path";

/** Each test file is a process of its own and loads much of the house: what one has compiled the next one takes over. Programs that tests start have none, as at their users'. */
enableCompileCache(join(import.meta.dirname, "../node_modules/.cache/ullage-tests"));
