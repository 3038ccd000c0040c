/** What became of an entry, in the order of their multicast groups. */
export const flowEventKinds = ["new", "update", "destroy"] as const;

export type FlowEventKind = (typeof flowEventKinds)[number];

export type FlowEventCounts = Readonly<Record<FlowEventKind, number>>;

/** Of each kind one in so many. */
export type FlowEventSampling = Readonly<Record<FlowEventKind, number>>;

export const everyFlowEvent: FlowEventSampling = { new: 1, update: 1, destroy: 1 };

export const noFlowEvents: FlowEventCounts = { new: 0, update: 0, destroy: 0 };

export function addFlowEvents(left: FlowEventCounts, right: FlowEventCounts): FlowEventCounts {
  return { new: left.new + right.new, update: left.update + right.update, destroy: left.destroy + right.destroy };
}

export function totalFlowEvents({ new: born, update, destroy }: FlowEventCounts): number {
  return born + update + destroy;
}
