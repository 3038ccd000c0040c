import type { BundleIdentity } from "../../contract/bundle-identities.ts";
import { isPresent } from "../../model/reading.ts";
import type { BundleLimits } from "../../sources/bundle/bundle-limits.ts";
import { readBundle } from "../../sources/bundle/read-bundle.ts";

/** Of which node and of when a bundle is; its table and its logs are passed over. Throws as `readBundle` does. */
export async function identifyBundle(path: string, signal: AbortSignal, limits: Partial<BundleLimits> = {}): Promise<BundleIdentity> {
  const { node, layout, cluster, label, bootedAtMs, collectedAtMs, isRedacted, observation, remarks } = await readBundle(path, {
    only: "identity",
    ...{ limits, signal },
  });
  const instance = observation.now.parts.cloudInstance;
  const { instanceId, zone } = isPresent(instance) ? instance.value : { instanceId: undefined, zone: undefined };
  return {
    ...{ node, layout, collectedAtMs, isRedacted, remarks: remarks.slice(0, 20) },
    ...(cluster === undefined ? {} : { cluster }),
    ...(label === undefined ? {} : { label }),
    ...(instanceId === undefined ? {} : { instanceId }),
    ...(zone === undefined ? {} : { zone }),
    ...(bootedAtMs === undefined ? {} : { bootedAtMs }),
  };
}
