/** IPS_* bits of `include/uapi/linux/netfilter/nf_conntrack_common.h`, named as the kernel names them. */
export const flowStatusBit = {
  expected: 1 << 0,
  seenReply: 1 << 1,
  assured: 1 << 2,
  confirmed: 1 << 3,
  sourceNat: 1 << 4,
  destinationNat: 1 << 5,
  sequenceAdjust: 1 << 6,
  sourceNatDone: 1 << 7,
  destinationNatDone: 1 << 8,
  dying: 1 << 9,
  fixedTimeout: 1 << 10,
  template: 1 << 11,
  untracked: 1 << 12,
  helper: 1 << 13,
  offload: 1 << 14,
  hardwareOffload: 1 << 15,
} as const;

export type FlowStatusName = keyof typeof flowStatusBit;

export function statusNames(status: number): readonly FlowStatusName[] {
  return (Object.keys(flowStatusBit) as FlowStatusName[]).filter((name) => (status & flowStatusBit[name]) !== 0);
}
