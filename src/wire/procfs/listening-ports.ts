/** TCP_LISTEN of include/net/tcp_states.h, as /proc/net/tcp prints it. */
const listenState = "0A";

/** The TCP ports that somebody listens on, of /proc/net/tcp and /proc/net/tcp6; the kernel lists them before all connections. */
export function parseListeningPorts(text: string): ReadonlySet<number> {
  const ports = new Set<number>();
  for (const line of text.split("\n")) {
    const [, local = "", , state] = line.trim().split(/\s+/);
    const port = /^[0-9A-F]{8,32}:([0-9A-F]{4})$/.exec(local)?.[1];
    if (port !== undefined && state === listenState) ports.add(Number.parseInt(port, 16));
  }
  return ports;
}
