import { setFlagsFromString } from "node:v8";

/**
 * Keeps the part of the heap in which values are born as small as it is at this moment. V8 lets it grow to 48 MB while a pod list is read, and keeps it so: 45 MB
 * of RSS for as long as the program runs, for which nothing runs quicker (measured with Node 24.21.0). Of V8's options for it this one is read at each growth
 * (SemiSpaceNewSpace::Grow) and so can be set in a program that runs; `--max-semi-space-size` has no effect by then.
 */
export function keepYoungGenerationSmall(): void {
  setFlagsFromString("--semi-space-growth-factor=1");
}
