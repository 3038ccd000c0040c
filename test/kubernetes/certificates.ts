import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

export interface Certificate {
  readonly cert: string;
  readonly key: string;
}

/** An authority as each cluster has its own, which signs for its server and for its users. */
export interface Authority {
  readonly ca: string;
  readonly server: Certificate;
  /** For a user by that name. */
  client(name: string): Certificate;
}

export const hasOpenssl = spawnSync("openssl", ["version"]).status === 0;

/** Made on the spot by the openssl program, since Node can verify certificates and not sign them; valid for two days. The server may have further addresses than loopback. */
export function makeAuthority(name: string, addresses: readonly string[] = []): Authority {
  const directory = mkdtempSync(join(tmpdir(), "ullage-authority-"));
  const path = (file: string) => join(directory, file);
  const read = (file: string) => readFileSync(path(file), "utf8");
  const newKey = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"];
  openssl(["req", "-x509", ...newKey, "-keyout", path("ca.key"), "-out", path("ca.crt"), "-subj", `/CN=${name}`, "-days", "2"]);
  const sign = (who: string, subject: string, extensions: string): Certificate => {
    writeFileSync(path(`${who}.ext`), extensions);
    openssl(["req", ...newKey, "-keyout", path(`${who}.key`), "-out", path(`${who}.csr`), "-subj", subject]);
    const authority = ["-CA", path("ca.crt"), "-CAkey", path("ca.key"), "-CAcreateserial"];
    const request = ["-req", "-in", path(`${who}.csr`), "-extfile", path(`${who}.ext`), "-days", "2"];
    openssl(["x509", ...request, ...authority, "-out", path(`${who}.crt`)]);
    return { cert: read(`${who}.crt`), key: read(`${who}.key`) };
  };
  return {
    ca: read("ca.crt"),
    server: sign(
      "server",
      "/CN=kube-apiserver",
      `subjectAltName=${["127.0.0.1", "::1", ...addresses].map((address) => `IP:${address}`).join()},DNS:localhost,DNS:kubernetes.default.svc\nextendedKeyUsage=serverAuth\n`,
    ),
    client: (user) => sign(`client-${user}`, `/O=people/CN=${user}`, "extendedKeyUsage=clientAuth\n"),
  };
}

function openssl(parameters: readonly string[]): void {
  const run = spawnSync("openssl", parameters, { encoding: "utf8" });
  if (run.status !== 0) throw new Error(`openssl ${parameters.join(" ")}: ${run.stderr}`);
}
