import type { EndpointSlice, ObjectName } from "../../model/cluster.ts";

/** A pod that was behind a service at an address, and is not any more. */
export interface LostEndpoint {
  readonly address: string;
  readonly pod: ObjectName;
  readonly lostAtMs: number;
}

/** Whom a change took from a slice. He may be in another one: endpoints are moved between them, and a pod may be behind several services. */
export function lostEndpoints(before: EndpointSlice | undefined, after: EndpointSlice | undefined, nowMs: number): readonly LostEndpoint[] {
  if (before === undefined) return [];
  const still = new Set(after?.endpoints.flatMap(({ addresses }) => addresses));
  return before.endpoints.flatMap(({ addresses, pod }) =>
    pod === undefined ? [] : addresses.flatMap((address) => (still.has(address) ? [] : [{ address, pod, lostAtMs: nowMs }])),
  );
}
