import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { platform } from "node:os";
import { test } from "node:test";
import { encodeConntrackRequest } from "../wire/ctnetlink/request.ts";
import { hostByteOrder } from "./libc.ts";
import type { NetlinkExchange } from "./netlink-exchange.ts";
import { NetlinkExchangeHere } from "./netlink-exchange-here.ts";
import { NetlinkExchangeThread } from "./netlink-exchange-thread.ts";

const skip = platform() === "linux" ? false : "needs Linux's netlink";
const needsPrivilege = process.getuid?.() === 0 ? skip : "needs root: the kernel answers ctnetlink requests with CAP_NET_ADMIN only";

/** NLMSG_NOOP without NLM_F_ACK: the kernel takes it and says nothing, like a dump that never ends. */
function silentRequest(): Uint8Array {
  const message = new Uint8Array(16);
  const view = new DataView(message.buffer);
  view.setUint32(0, 16, hostByteOrder === "little");
  view.setUint16(4, 1, hostByteOrder === "little");
  view.setUint16(6, 1, hostByteOrder === "little");
  return message;
}

const cpuStatistics = () => encodeConntrackRequest({ kind: "cpu-stats" }, 1, hostByteOrder);

async function countDatagrams(exchange: NetlinkExchange, request: Uint8Array): Promise<number> {
  let datagrams = 0;
  await exchange.ask(request, { onDatagram: () => datagrams++, shouldStop: () => false });
  return datagrams;
}

const exchanges: readonly (readonly [where: string, open: () => NetlinkExchange])[] = [
  ["with a worker", () => new NetlinkExchangeThread()],
  ["in this thread", () => new NetlinkExchangeHere()],
];

for (const [where, open] of exchanges) {
  test(`${where}: a kernel that never answers is left when the asker says so`, { skip, timeout: 10_000 }, async () => {
    const exchange = open();
    let looks = 0;
    await exchange.ask(silentRequest(), { onDatagram: () => assert.fail("nothing was to come"), shouldStop: () => ++looks === 3 });
    assert.equal(looks >= 3, true);
    await exchange.close();
  });

  test(`${where}: after an answer that was left the next one is whole`, { skip: needsPrivilege, timeout: 10_000 }, async () => {
    const exchange = open();
    await exchange.ask(silentRequest(), { onDatagram: () => {}, shouldStop: () => true });
    assert.ok((await countDatagrams(exchange, cpuStatistics())) > 0);
    await exchange.close();
  });

  test(`${where}: two who ask at once are answered one after the other`, { skip: needsPrivilege, timeout: 10_000 }, async () => {
    const exchange = open();
    const answers = await Promise.all([countDatagrams(exchange, cpuStatistics()), countDatagrams(exchange, cpuStatistics())]);
    assert.equal(answers[0], answers[1]);
    assert.ok(Number(answers[0]) > 0);
    await exchange.close();
  });

  test(`${where}: what the asker throws reaches the asker, and the exchange goes on`, {
    skip: needsPrivilege,
    timeout: 10_000,
  }, async () => {
    const exchange = open();
    const refusing = {
      onDatagram: () => {
        throw new RangeError("a bug of the asker");
      },
      shouldStop: () => false,
    };
    await assert.rejects(exchange.ask(cpuStatistics(), refusing), RangeError);
    assert.ok((await countDatagrams(exchange, cpuStatistics())) > 0);
    await exchange.close();
  });

  test(`${where}: closing while the kernel is silent ends the answer`, { skip, timeout: 10_000 }, async () => {
    const exchange = open();
    const answer = exchange.ask(silentRequest(), { onDatagram: () => {}, shouldStop: () => false });
    await exchange.close();
    await answer;
  });

  test(`${where}: what else the program does gets its turn while the kernel is silent`, { skip, timeout: 10_000 }, async () => {
    const exchange = open();
    let ticks = 0;
    const timer = setInterval(() => ticks++, 5);
    await exchange.ask(silentRequest(), { onDatagram: () => {}, shouldStop: () => ticks >= 5 });
    clearInterval(timer);
    await exchange.close();
  });
}

test("a process whose dump never ends is ended by SIGTERM, also when it handles the signal", { skip, timeout: 20_000 }, async () => {
  for (const handler of ["", 'process.on("SIGTERM", () => process.exit(143));']) {
    const script = `
      import { NetlinkExchangeThread } from ${JSON.stringify(new URL("./netlink-exchange-thread.ts", import.meta.url).href)};
      ${handler}
      const request = new Uint8Array(${JSON.stringify([...silentRequest()])});
      const answer = new NetlinkExchangeThread().ask(request, { onDatagram() {}, shouldStop: () => false });
      setTimeout(() => console.log("waiting"), 300);
      await answer;`;
    const child = spawn(process.execPath, ["--input-type=module", "-e", script], { stdio: ["ignore", "pipe", "inherit"] });
    await once(child.stdout, "data");
    child.kill("SIGTERM");
    const [code, signal] = await once(child, "exit");
    assert.ok(code === 143 || signal === "SIGTERM", `ended with ${code ?? signal}`);
  }
});

const builtSource = new URL("../../dist/sources/netlink-exchange-thread.js", import.meta.url);

test("the compiled exchange finds its compiled worker", {
  skip: needsPrivilege || (existsSync(builtSource) ? false : "not built"),
}, async () => {
  const built = (await import(builtSource.href)) as { readonly NetlinkExchangeThread: typeof NetlinkExchangeThread };
  const exchange = new built.NetlinkExchangeThread();
  assert.ok((await countDatagrams(exchange, cpuStatistics())) > 0);
  await exchange.close();
});
