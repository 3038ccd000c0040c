import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { connect } from "node:tls";
import { makeAuthority } from "../../../test/kubernetes/certificates.ts";
import { ask, openCase, temporaryFolder } from "./agent-http.case.ts";

/** As the kubelet mounts a Secret: the files are links through a link, which is exchanged as a whole. */
class MountedSecret {
  private readonly folder = temporaryFolder();
  private versions = 0;
  readonly certPath = join(this.folder, "tls.crt");
  readonly keyPath = join(this.folder, "tls.key");

  constructor(cert: string, key: string) {
    symlinkSync("..data/tls.crt", this.certPath);
    symlinkSync("..data/tls.key", this.keyPath);
    this.exchange(cert, key);
  }

  exchange(cert: string, key: string): void {
    const version = `..version-${++this.versions}`;
    mkdirSync(join(this.folder, version));
    writeFileSync(join(this.folder, version, "tls.crt"), cert);
    writeFileSync(join(this.folder, version, "tls.key"), key);
    symlinkSync(version, join(this.folder, "..data_tmp"));
    renameSync(join(this.folder, "..data_tmp"), join(this.folder, "..data"));
  }

  exchangeForPipe(): void {
    rmSync(this.certPath);
    execFileSync("mkfifo", [this.certPath]);
  }
}

function issuerAt(at: string): Promise<string> {
  const port = Number(at.split(":").at(-1));
  return new Promise((resolve, reject) => {
    const socket = connect({ host: "127.0.0.1", port, rejectUnauthorized: false, servername: "localhost" }, () => {
      resolve(String(socket.getPeerCertificate().issuer.CN));
      socket.destroy();
    });
    socket.once("error", reject);
  });
}

test("a rotated certificate is taken into use without a restart, and one that cannot be used is not", async (t) => {
  const [first, second] = [makeAuthority("first"), makeAuthority("second")];
  const tls = new MountedSecret(first.server.cert, first.server.key);
  const { addresses } = await openCase(t, { tls, rereadMs: 20 });
  const at = addresses.api ?? "";
  assert.equal(await issuerAt(at), "first");
  tls.exchange(second.server.cert, second.server.key);
  let issuer = "first";
  while (issuer === "first") issuer = await issuerAt(at);
  assert.equal(issuer, "second");
  // The key of another certificate: what was used before goes on being used.
  tls.exchange(first.server.cert, second.server.key);
  await new Promise((resolve) => setTimeout(resolve, 100));
  assert.equal(await issuerAt(at), "second");
  tls.exchangeForPipe();
  await new Promise((resolve) => setTimeout(resolve, 100));
  assert.equal(await issuerAt(at), "second", "a pipe that nobody writes to does not hold the agent");
  assert.equal((await ask(at, "/v1/diagnose", { ca: second.ca })).status, 200);
});
