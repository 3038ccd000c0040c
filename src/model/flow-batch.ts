/**
 * Some hundred entries of the table as columns. Every reader of a table (netlink dump, saved text) fills one and hands it on;
 * the consumer must take what it needs before the next fill. Nothing here is allocated per entry.
 */
export interface FlowBatch {
  readonly capacity: number;
  length: number;
  /** 4 or 6. */
  readonly family: Uint8Array;
  readonly protocol: Uint8Array;
  /** IPS_* bits. From text only `seenReply`, `assured`, `offload` and `hardwareOffload` can be known. */
  readonly status: Uint32Array;
  /** Seconds left, or `noTimeout`. */
  readonly timeoutSeconds: Uint32Array;
  /** TCP or SCTP state number, or `noState`. */
  readonly state: Uint8Array;
  readonly zone: Uint16Array;
  readonly mark: Uint32Array;
  readonly id: Uint32Array;
  /**
   * Sixteen words a row: original source, original destination, reply source, reply destination, each four words in the order
   * of `AddressWords`.
   */
  readonly addresses: Uint32Array;
  /**
   * Four numbers a row: original source and destination port, reply source and destination port. ICMP has its id in the place of the
   * source port and `type << 8 | code` in the place of the destination port.
   */
  readonly ports: Uint16Array;
}

export const noTimeout = 0xffffffff;
export const noState = 255;

export const addressWordsPerRow = 16;
export const portsPerRow = 4;

/** Offsets into a row of `addresses`. */
export const addressOffset = { originalSource: 0, originalDestination: 4, replySource: 8, replyDestination: 12 } as const;
/** Offsets into a row of `ports`. */
export const portOffset = { originalSource: 0, originalDestination: 1, replySource: 2, replyDestination: 3 } as const;

export function createFlowBatch(capacity: number): FlowBatch {
  return {
    capacity,
    length: 0,
    family: new Uint8Array(capacity),
    protocol: new Uint8Array(capacity),
    status: new Uint32Array(capacity),
    timeoutSeconds: new Uint32Array(capacity),
    state: new Uint8Array(capacity),
    zone: new Uint16Array(capacity),
    mark: new Uint32Array(capacity),
    id: new Uint32Array(capacity),
    addresses: new Uint32Array(capacity * addressWordsPerRow),
    ports: new Uint16Array(capacity * portsPerRow),
  };
}
