import { execFileSync } from "node:child_process";
import type { TestContext } from "node:test";
import { LaboratoryNamespace } from "./laboratory-namespace.ts";
import { MachineChanges } from "./machine-changes.ts";
import { acquireMachineLock } from "./machine-lock.ts";
import { reasonToSkip } from "./reason-to-skip.ts";

/** Undefined, with the test marked as skipped and the reason said, where the machine cannot hold a laboratory. */
export async function openLaboratory(t: TestContext): Promise<Laboratory | undefined> {
  const because = reasonToSkip();
  if (because !== undefined) {
    t.skip(because);
    return undefined;
  }
  const releaseLock = await acquireMachineLock();
  const laboratory = new Laboratory();
  t.after(async () => {
    await laboratory.close();
    releaseLock();
  });
  return laboratory;
}

/** Network namespaces of this test's own on the real kernel, and the one number of the machine that they need changed. */
export class Laboratory {
  private readonly changes = MachineChanges.begin();
  private readonly namespaces: LaboratoryNamespace[] = [];
  private links = 0;

  constructor() {
    process.once("exit", this.abandon);
    for (const signal of endingSignals) process.once(signal, this.endBySignal);
  }

  addNamespace(label: string): LaboratoryNamespace {
    const name = `ullage-${process.pid}-${label}`;
    this.changes.addNamespace(name);
    execFileSync("ip", ["-n", name, "link", "set", "lo", "up"]);
    const namespace = new LaboratoryNamespace(name);
    this.namespaces.push(namespace);
    return namespace;
  }

  /** Joins two namespaces by a veth pair; the first gets .1 and ::1, the second .2 and ::2. */
  link(left: LaboratoryNamespace, right: LaboratoryNamespace): Link {
    const number = ++this.links;
    const interfaceName = `lab${number}`;
    const link: Link = {
      interfaceName,
      left: { ipv4: `10.90.${number}.1`, ipv6: `fd90:${number}::1` },
      right: { ipv4: `10.90.${number}.2`, ipv6: `fd90:${number}::2` },
    };
    // A veth whose two ends have the same index gets its carrier up to a second late: linkwatch_urgent_event() takes it for an ordinary interface.
    const [leftIndex, rightIndex] = [100 + number * 2, 101 + number * 2];
    execFileSync("ip", [
      ...["-n", left.name, "link", "add", interfaceName, "index", String(leftIndex), "type", "veth"],
      ...["peer", "name", interfaceName, "index", String(rightIndex), "netns", right.name],
    ]);
    for (const [namespace, end] of [
      [left, link.left],
      [right, link.right],
    ] as const) {
      // Without `nodad` an IPv6 address cannot be used for its first second.
      const batch = `address add ${end.ipv4}/24 dev ${interfaceName}\naddress add ${end.ipv6}/64 dev ${interfaceName} nodad\nlink set ${interfaceName} up addrgenmode none\n`;
      execFileSync("ip", ["-n", namespace.name, "-batch", "-"], { input: batch });
    }
    return link;
  }

  /**
   * The usual two: `client`, whose table is looked at, and `server`, which tracks nothing. What the client sends to an address of nowhere crosses the link
   * and is never answered, because the server does not forward.
   */
  addPair(): Pair {
    const client = this.addNamespace("client");
    const server = this.addNamespace("server");
    const link = this.link(client, server);
    const routes = `route add ${nowhere.ipv4}/16 via ${link.right.ipv4}\n`;
    execFileSync("ip", ["-n", client.name, "-batch", "-"], { input: routes });
    execFileSync("ip", ["-n", client.name, "-6", "route", "add", `${nowhere.ipv6}/64`, "via", link.right.ipv6]);
    client.track();
    return { client, server, link };
  }

  /** The limit holds for every namespace of the machine, so it is lowered for as long as `during` runs and no longer. */
  async withConntrackMax<T>(limit: number, during: () => Promise<T>): Promise<T> {
    this.changes.setConntrackMax(limit);
    try {
      return await during();
    } finally {
      this.changes.restoreConntrackMax();
    }
  }

  /** Small machines have a limit below what some tests put into their table. */
  async withRoomFor<T>(entries: number, during: () => Promise<T>): Promise<T> {
    const limit = this.changes.readConntrackMax();
    return limit === 0 || limit > entries ? during() : this.withConntrackMax(entries + 10_000, during);
  }

  /** The numbers that the kernel gives the namespaces of this laboratory. */
  namespaceInodes(): readonly number[] {
    return this.namespaces.map(({ inode }) => inode);
  }

  async close(): Promise<void> {
    await Promise.all(this.namespaces.map((namespace) => namespace.stopPrograms()));
    this.changes.undo();
    process.off("exit", this.abandon);
    for (const signal of endingSignals) process.off(signal, this.endBySignal);
  }

  private readonly abandon = (): void => {
    for (const namespace of this.namespaces) namespace.killPrograms();
    this.changes.undo();
  };

  private readonly endBySignal = (signal: NodeJS.Signals): void => {
    process.exit(signal === "SIGINT" ? 130 : 143);
  };
}

export interface Link {
  readonly interfaceName: string;
  readonly left: LinkEnd;
  readonly right: LinkEnd;
}

export interface LinkEnd {
  readonly ipv4: string;
  readonly ipv6: string;
}

export interface Pair {
  readonly client: LaboratoryNamespace;
  readonly server: LaboratoryNamespace;
  readonly link: Link;
}

/** Networks that lead to the server and are dropped there: a /16 and a /64. */
const nowhere = { ipv4: "10.99.0.0", ipv6: "fd99::" } as const;

/** The address of nowhere with this number, 1 to 65,535. */
export function nowhereIpv4(number: number): string {
  return `10.99.${number >> 8}.${number & 255}`;
}

export function nowhereIpv6(number: number): string {
  return `${nowhere.ipv6}${number.toString(16)}`;
}

const endingSignals = ["SIGINT", "SIGTERM"] as const;
