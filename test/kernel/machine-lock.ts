import { connect, createServer } from "node:net";

/**
 * nf_conntrack_max is one number for the machine: whoever changes it works alone, whoever leaves it as it is works beside others that do the same. The lock is a
 * gate and some places, each a listening socket with an abstract name, because the kernel frees it when its process dies, however it dies, and because such names
 * belong to the same network namespace as the right to write that number.
 */
const lockName = "\0ullage-kernel-laboratory";
const patienceMs = 180_000;

export type Company = "alone" | "beside others";

/** The first of them is the place of one that works alone. */
export const laboratoryPlaces = [0, 1, 2] as const;

export type LaboratoryPlace = (typeof laboratoryPlaces)[number];

export interface MachineLock {
  readonly place: LaboratoryPlace;
  readonly company: Company;
  release(): void;
}

/** At the gate one stands at a time and keeps it until it has its place or all of them, so that those who share do not pass one that waits to be alone. */
export async function acquireMachineLock(company: Company): Promise<MachineLock> {
  const deadline = performance.now() + patienceMs;
  const leaveGate = await listenUntil(deadline, "gate");
  const held: (() => void)[] = [];
  const release = () => {
    for (const leave of held.splice(0)) leave();
  };
  try {
    if (company === "alone") {
      for (const place of laboratoryPlaces) held.push(await listenUntil(deadline, place));
      return { place: 0, company, release };
    }
    for (;;) {
      for (const place of laboratoryPlaces) {
        const leave = await tryListen(place);
        if (leave === undefined) continue;
        held.push(leave);
        return { place, company, release };
      }
      await Promise.race(laboratoryPlaces.map((place) => holderGone(place, deadline)));
      assertPatience(deadline);
    }
  } catch (error) {
    release();
    throw error;
  } finally {
    leaveGate();
  }
}

async function listenUntil(deadline: number, part: Part): Promise<() => void> {
  for (;;) {
    const leave = await tryListen(part);
    if (leave !== undefined) return leave;
    await holderGone(part, deadline);
    assertPatience(deadline);
  }
}

function assertPatience(deadline: number): void {
  if (performance.now() >= deadline)
    throw new Error(`other processes hold the kernel laboratory for more than ${patienceMs / 1000} s (see: ss -xlp)`);
}

type Part = LaboratoryPlace | "gate";

const nameOf = (part: Part) => `${lockName}-${part}`;

function tryListen(part: Part): Promise<(() => void) | undefined> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", (error: NodeJS.ErrnoException) => {
      if (error.code === "EADDRINUSE") resolve(undefined);
      else reject(error);
    });
    server.listen({ path: nameOf(part) }, () => {
      const connections = new Set<{ destroy(): void }>();
      server.on("connection", (connection) => {
        connections.add(connection);
        connection.on("error", () => connections.delete(connection));
      });
      server.unref();
      resolve(() => {
        server.close();
        for (const connection of connections) connection.destroy();
      });
    });
  });
}

/** A connection to the holder ends when the holder releases or dies. */
function holderGone(part: Part, deadline: number): Promise<void> {
  return new Promise((resolve) => {
    const connection = connect({ path: nameOf(part) });
    const timer = setTimeout(() => connection.destroy(), Math.max(0, deadline - performance.now()));
    connection.on("error", () => {});
    connection.on("close", () => {
      clearTimeout(timer);
      resolve();
    });
    connection.resume();
  });
}
