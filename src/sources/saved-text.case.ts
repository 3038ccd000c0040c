/** The text of `conntrack -L` with so many lines, some of them malformed, some entries twice, some of them much later. */
export function savedText(lines: number): string {
  const parts: string[] = [];
  for (let number = 0; number < lines; number++) {
    if (number % 997 === 500) parts.push(`tcp      6 lost line ${number}\n`);
    else if (number % 13 === 7) parts.push(entryLine(number >> 1));
    else parts.push(entryLine(number));
  }
  return parts.join("");
}

function entryLine(number: number): string {
  const client = number % 9 === 4 ? `fd00::${(number % 500).toString(16)}` : `10.0.${(number >> 4) % 200}.${number % 250}`;
  const service = client.includes(":") ? "fd00:96::a" : `10.96.0.${number % 40}`;
  const port = 1024 + (Math.floor(number / 500) % 60_000);
  const tuples = (flag: string) =>
    `src=${client} dst=${service} sport=${port} dport=53 ${flag}src=${service} dst=${client} sport=53 dport=${port} `;
  if (number % 5 === 2) return `udp      17 ${number % 30} ${tuples("[UNREPLIED] ")}mark=0 use=1\n`;
  const state = number % 3 === 0 ? "TIME_WAIT" : "ESTABLISHED";
  return `tcp      6 ${number % 86_400} ${state} ${tuples("")}[ASSURED] mark=0 ${number % 11 === 0 ? "zone=3 " : ""}use=1\n`;
}

/** The same entry in the form of `conntrack -L -o xml`, again and again with another port. */
export function savedXml(entries: number): string {
  const flow = (port: number) => {
    const meta = (direction: string, source: string, destination: string, ports: readonly [number, number]) =>
      `<meta direction="${direction}"><layer3 protonum="2" protoname="ipv4"><src>${source}</src><dst>${destination}</dst></layer3><layer4 protonum="6" protoname="tcp"><sport>${ports[0]}</sport><dport>${ports[1]}</dport></layer4></meta>`;
    const independent = `<meta direction="independent"><state>ESTABLISHED</state><timeout>${port}</timeout><mark>0</mark><use>1</use><id>${port}</id><assured/></meta>`;
    return `<flow>${meta("original", "10.0.0.1", "10.96.0.1", [port, 80])}${meta("reply", "10.96.0.1", "10.0.0.1", [80, port])}${independent}</flow>\n`;
  };
  return `<?xml version="1.0" encoding="utf-8"?>\n<conntrack>\n${Array.from({ length: entries }, (_, number) => flow(1 + (number % 60_000))).join("")}</conntrack>\n`;
}
