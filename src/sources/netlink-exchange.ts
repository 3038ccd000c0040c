/** Sends one request at a time to the kernel, and hands on what it answers. */
export interface NetlinkExchange {
  ask(request: Uint8Array, receiver: AnswerReceiver): Promise<{ readonly isOverrun: boolean }>;
  /** What is under way stops before it resolves. */
  close(): Promise<void>;
}

/** Whoever asked: gets each datagram in order, its bytes valid only during the call, and may stop the answer at any time. */
export interface AnswerReceiver {
  onDatagram(bytes: Uint8Array, length: number): void;
  /** Asked after each datagram, and several times a second while none comes. */
  shouldStop(): boolean;
}
