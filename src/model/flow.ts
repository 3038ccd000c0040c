import type { SctpStateName, TcpStateName } from "./tcp-state.ts";

/** One entry of the table, complete. For single entries, events and tests; the table itself is streamed as a `FlowBatch`. */
export interface Flow {
  readonly family: 4 | 6;
  readonly protocol: number;
  readonly original: Tuple;
  readonly reply: Tuple;
  /** The tuple of the connection that expected this one (FTP data, for example); its protocol may be another (PPTP's GRE is expected by TCP). */
  readonly master?: Tuple & { readonly protocol: number };
  /** IPS_* bits; see flow-status.ts. */
  readonly status: number;
  /** Seconds left. Absent where the kernel sends none: offloaded entries, and DESTROY events before Linux 5.11. */
  readonly timeoutSeconds?: number;
  readonly tcp?: TcpInfo;
  readonly sctp?: SctpInfo;
  readonly mark?: number;
  readonly zone?: number;
  readonly useCount?: number;
  readonly id?: number;
  readonly originalCounters?: FlowCounters;
  readonly replyCounters?: FlowCounters;
  readonly startMs?: number;
  readonly stopMs?: number;
  /** Security context as SELinux or Smack names it. */
  readonly securityContext?: string;
  /** 128 label bits as the kernel sends them. */
  readonly labels?: Uint8Array;
  readonly labelsMask?: Uint8Array;
  readonly helperName?: string;
  readonly sequenceAdjustments?: { readonly original?: SequenceAdjustment; readonly reply?: SequenceAdjustment };
  readonly synProxy?: { readonly initialSequence: number; readonly initialTimestampOffset: number; readonly timestampOffset: number };
  /** Attributes of newer kernels that we do not know: skipped, never fatal, counted. */
  readonly unknownAttributes: number;
}

export interface Tuple {
  /** Canonical text: dotted IPv4 or RFC 5952. */
  readonly source: string;
  readonly destination: string;
  readonly layer4: Layer4;
  /** A zone that belongs to this direction only (CTA_TUPLE_ZONE). */
  readonly zone?: number;
}

export type Layer4 =
  | { readonly kind: "ports"; readonly sourcePort: number; readonly destinationPort: number }
  | { readonly kind: "icmp"; readonly id: number; readonly type: number; readonly code: number }
  | { readonly kind: "generic" };

export interface TcpInfo {
  readonly state: TcpStateName;
  readonly windowScaleOriginal?: number;
  readonly windowScaleReply?: number;
  readonly flagsOriginal?: { readonly flags: number; readonly mask: number };
  readonly flagsReply?: { readonly flags: number; readonly mask: number };
}

export interface SctpInfo {
  readonly state: SctpStateName;
  readonly verificationTagOriginal?: number;
  readonly verificationTagReply?: number;
}

export interface FlowCounters {
  readonly packets: number;
  readonly bytes: number;
}

export interface SequenceAdjustment {
  readonly correctionPosition: number;
  readonly offsetBefore: number;
  readonly offsetAfter: number;
}
