import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { FileTree } from "../sources/file-tree.ts";
import type { LocalRequest } from "../sources/local-http.ts";
import { cloudInstance } from "./cloud-instance.ts";
import { collectFixture, systemError } from "./fixture-sources.case.ts";
import { localServices } from "./local-service.case.ts";

function sysOf(files: Readonly<Record<string, string>>): FileTree {
  const root = mkdtempSync(join(tmpdir(), "ullage-sys-"));
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), `${text}\n`);
  }
  return new FileTree(root);
}

const nitro = {
  "class/dmi/id/sys_vendor": "Amazon EC2",
  "class/dmi/id/product_name": "m5.large",
  "class/dmi/id/board_asset_tag": "i-0abc",
};

async function collectAt(files: Readonly<Record<string, string>>, answers: Parameters<typeof localServices>[0] = {}) {
  const asked: LocalRequest[] = [];
  const collected = await collectFixture(cloudInstance, "linux-6.6-nftables", {
    sys: sysOf(files),
    localHttp: localServices(answers, asked),
  });
  return { ...collected, asked };
}

test("an instance of EC2 is asked with a token", async () => {
  const { value, asked, remarks } = await collectAt(nitro, {
    "PUT 169.254.169.254:80/latest/api/token": "TOKEN==",
    "GET 169.254.169.254:80/latest/meta-data/instance-type": "c6i.4xlarge",
    "GET 169.254.169.254:80/latest/meta-data/instance-id": "i-0abc",
    "GET 169.254.169.254:80/latest/meta-data/placement/availability-zone": "eu-west-1b",
  });
  assert.deepEqual(value, { provider: "amazon-ec2", instanceType: "c6i.4xlarge", instanceId: "i-0abc", zone: "eu-west-1b" });
  assert.ok(asked.slice(1).every(({ headers }) => headers?.["x-aws-ec2-metadata-token"] === "TOKEN=="));
  assert.equal(remarks, undefined);
});

for (const [what, answers] of [
  ["is switched off", {}],
  ["does not answer in time", { "PUT 169.254.169.254:80/latest/api/token": systemError("ETIMEDOUT") }],
  ["refuses the token", { "PUT 169.254.169.254:80/latest/api/token": { status: 403, text: "" } }],
  ["answers what would split a header", { "PUT 169.254.169.254:80/latest/api/token": "a\r\nx: y" }],
] as const) {
  test(`where the metadata service ${what}, the firmware of Nitro tells type and id`, async () => {
    const { value, remarks } = await collectAt(nitro, answers);
    assert.deepEqual(value, { provider: "amazon-ec2", instanceType: "m5.large", instanceId: "i-0abc" });
    assert.equal(remarks?.length, 1);
  });
}

test("an older instance is known by its hypervisor", async () => {
  assert.deepEqual((await collectAt({ "class/dmi/id/sys_vendor": "Xen", "hypervisor/uuid": "EC2E1916-9099" })).value, {
    provider: "amazon-ec2",
  });
});

for (const [provider, files] of [
  ["google-cloud", { "class/dmi/id/sys_vendor": "Google", "class/dmi/id/product_name": "Google Compute Engine" }],
  ["azure", { "class/dmi/id/sys_vendor": "Microsoft Corporation", "class/dmi/id/chassis_asset_tag": "7783-7084-3265-9085-8269-3286-77" }],
] as const) {
  test(`${provider} is known by its firmware, and its metadata service is not asked`, async () => {
    const { value, asked } = await collectAt(files);
    assert.deepEqual(value, { provider });
    assert.deepEqual(asked, []);
  });
}

for (const files of [
  {},
  { "class/dmi/id/sys_vendor": "Microsoft Corporation" },
  { "class/dmi/id/sys_vendor": "QEMU", "hypervisor/uuid": "abc" },
]) {
  test(`${JSON.stringify(files)} is no cloud, and nobody is asked`, async () => {
    const asked: LocalRequest[] = [];
    const recorded = { sys: sysOf(files), localHttp: localServices({}, asked) };
    await assert.rejects(collectFixture(cloudInstance, "linux-6.6-nftables", recorded), { name: "PartMissing", status: "absent" });
    assert.deepEqual(asked, []);
  });
}
