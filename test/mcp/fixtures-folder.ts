import { join } from "node:path";

export const fixtures = join(import.meta.dirname, "../../fixtures");
