/**
 * The tables that are measured: 5,000 clients (or one an entry) of 200 services, as a busy node has them: most of it HTTP in various states, some DNS, a
 * tenth IPv6. The same shape is written as commands for the kernel and as the text of `conntrack -L`.
 */
export interface EntryShape {
  readonly protocol: "tcp" | "udp";
  readonly state: "ESTABLISHED" | "TIME_WAIT" | "SYN_SENT" | "";
  readonly timeout: number;
  readonly client: string;
  readonly service: string;
  readonly endpoint: string;
  readonly clientPort: number;
  readonly servicePort: number;
  readonly endpointPort: number;
  readonly isUnreplied: boolean;
}

export function entryShape(number: number, clients: number): EntryShape {
  const client = number % clients;
  const service = number % 200;
  const isIpv6 = client % 10 === 9;
  const isDns = number % 7 === 3;
  const state = isDns ? "" : (["ESTABLISHED", "TIME_WAIT", "ESTABLISHED", "SYN_SENT", "TIME_WAIT", "TIME_WAIT"] as const)[number % 6]!;
  const pod = Math.floor(client / 250);
  return {
    protocol: isDns ? "udp" : "tcp",
    state,
    // Long enough that nothing expires while it is measured.
    timeout: 3600 + (number % 80_000),
    client: isIpv6
      ? `fd00:10::${((client + 1) >> 16).toString(16)}:${((client + 1) & 0xffff).toString(16)}`
      : `10.${1 + (pod >> 8)}.${pod & 255}.${1 + (client % 250)}`,
    service: isIpv6 ? `fd00:96::${(service + 1).toString(16)}` : `10.200.${service >> 4}.${10 + (service % 16)}`,
    endpoint: isIpv6 ? `fd00:20::${(service * 50 + (number % 50)).toString(16)}` : `10.210.${service}.${1 + (number % 50)}`,
    clientPort: 1024 + (Math.floor(number / clients) % 60_000),
    servicePort: isDns ? 53 : 80,
    endpointPort: isDns ? 53 : 8080,
    isUnreplied: state === "SYN_SENT",
  };
}

/** A line for `conntrack -R`. */
export function insertCommand(shape: EntryShape): string {
  const flags = shape.isUnreplied ? "" : " -u SEEN_REPLY,ASSURED";
  const state = shape.state === "" ? "" : ` --state ${shape.state}`;
  return (
    `-A -t ${shape.timeout}${flags} -s ${shape.client} -d ${shape.service} -r ${shape.endpoint} -q ${shape.client} -p ${shape.protocol}` +
    ` --sport ${shape.clientPort} --dport ${shape.servicePort} --reply-port-src ${shape.endpointPort} --reply-port-dst ${shape.clientPort}${state}\n`
  );
}

/** A line of `conntrack -L`. */
export function listLine(shape: EntryShape): string {
  const { protocol, state, timeout, client, service, endpoint, clientPort, servicePort, endpointPort, isUnreplied } = shape;
  const head = `${protocol.padEnd(8)} ${protocol === "tcp" ? 6 : 17} ${timeout} ${state === "" ? "" : `${state} `}`;
  const original = `src=${client} dst=${service} sport=${clientPort} dport=${servicePort} `;
  const reply = `src=${endpoint} dst=${client} sport=${endpointPort} dport=${clientPort} `;
  return `${head}${original}${isUnreplied ? "[UNREPLIED] " : ""}${reply}${isUnreplied ? "" : "[ASSURED] "}mark=0 use=1\n`;
}
