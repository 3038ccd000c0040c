import { join } from "node:path";

export const recordingsFolder = join(import.meta.dirname, "../../fixtures/recordings");
