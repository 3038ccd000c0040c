/** A row of /proc/net/tcp, tcp6, udp or udp6, as far as it tells who has a local port. */
export interface SocketRow {
  readonly localPort: number;
  readonly isListening: boolean;
  /** What /proc/<pid>/fd names it by; 0 for one that no process has any more, such as in TIME_WAIT. */
  readonly inode: number;
}

/** Columns: `sl local_address rem_address st tx_queue:rx_queue tr:tm->when retrnsmt uid timeout inode …`. Undefined for the header and whatever else. */
export function parseSocketRow(line: string): SocketRow | undefined {
  const found = socketRow.exec(line);
  if (found === null) return undefined;
  const [, port = "", state, inode = ""] = found;
  return { localPort: Number.parseInt(port, 16), isListening: state === listenState, inode: Number(inode) };
}

const socketRow =
  /^\s*\d+: (?:[0-9A-F]{8}|[0-9A-F]{32}):([0-9A-F]{4}) [0-9A-F]{8,32}:[0-9A-F]{4} ([0-9A-F]{2}) [0-9A-F]+:[0-9A-F]+ [0-9A-F]+:[0-9A-F]+ [0-9A-F]+ +\d+ +\d+ (\d{1,10})(?: |$)/;
/** TCP_LISTEN of include/net/tcp_states.h. A UDP socket that is not connected is in TCP_CLOSE (07). */
const listenState = "0A";
