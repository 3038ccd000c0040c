import type { CloudInstance } from "../model/node-snapshot.ts";
import { errnoOf } from "../platform/errno.ts";
import type { FileTree } from "../sources/file-tree.ts";
import type { LocalHttp } from "../sources/local-http.ts";
import { SourceAbsent } from "../sources/source-absent.ts";
import { defineCollector, PartMissing } from "./collector.ts";
import { withRemarks } from "./remarks.ts";

/** The metadata service of EC2, link-local to each instance. */
const metadata = { host: "169.254.169.254", port: 80 } as const;

export const cloudInstance = defineCollector({
  part: "cloudInstance",
  title: "Instance of a cloud",
  why: "The type of an instance decides how many connections its network card tracks and how large a node can grow.",
  reads: ["/sys/class/dmi/id/*", "/sys/hypervisor/uuid", "http://169.254.169.254/latest/meta-data (IMDSv2), on Amazon EC2 only"],
  cost: "cheap",
  async collect({ sys, localHttp }) {
    const firmware = readFirmware(sys);
    if (firmware === undefined) throw new PartMissing("absent", sys.path("class/dmi/id"), "the firmware names no cloud that is known here");
    if (firmware.provider !== "amazon-ec2") return { value: firmware, source: sys.path("class/dmi/id") };
    const asked = await askMetadata(localHttp);
    return {
      value: { ...firmware, ...asked.value },
      source: asked.remark === undefined ? `http://${metadata.host}/latest/meta-data` : sys.path("class/dmi/id"),
      ...withRemarks(asked.remark),
    };
  },
});

/** The chassis tag of every virtual machine of Azure; other machines of Hyper-V have another. */
const azureChassis = "7783-7084-3265-9085-8269-3286-77";

function readFirmware(sys: FileTree): CloudInstance | undefined {
  const read = (name: string) => wordOf(readIfAllowed(sys, name));
  const vendor = read("class/dmi/id/sys_vendor");
  if (vendor === "Amazon EC2") {
    // Nitro's firmware names the type and the instance; that of Xen, which is older, has a vendor of its own.
    const type = read("class/dmi/id/product_name");
    const id = read("class/dmi/id/board_asset_tag");
    return {
      provider: "amazon-ec2",
      ...(type !== undefined && /^[a-z0-9-]+\.[a-z0-9-]+$/.test(type) ? { instanceType: type } : {}),
      ...(id !== undefined && /^i-[0-9a-f]+$/.test(id) ? { instanceId: id } : {}),
    };
  }
  if (read("hypervisor/uuid")?.toLowerCase().startsWith("ec2")) return { provider: "amazon-ec2" };
  if (vendor === "Google" && read("class/dmi/id/product_name") === "Google Compute Engine") return { provider: "google-cloud" };
  if (vendor === "Microsoft Corporation" && read("class/dmi/id/chassis_asset_tag") === azureChassis) return { provider: "azure" };
  return undefined;
}

function readIfAllowed(sys: FileTree, name: string): string | undefined {
  try {
    return sys.readTextIfPresent(name);
  } catch (error) {
    if (errnoOf(error) === undefined) throw error;
    return undefined;
  }
}

/** Version 2 of the service: a token first, so that nobody is tricked into asking on another's behalf. */
async function askMetadata(localHttp: LocalHttp): Promise<{ readonly value: Partial<CloudInstance>; readonly remark?: string }> {
  try {
    const token = await localHttp.request({
      ...metadata,
      path: "/latest/api/token",
      method: "PUT",
      headers: { "x-aws-ec2-metadata-token-ttl-seconds": "60" },
    });
    if (token.status !== 200 || !/^[\x21-\x7e]{1,1024}$/.test(token.text))
      return { value: {}, remark: "the metadata service gives no token" };
    const ask = async (path: string) => {
      const { status, text } = await localHttp.request({
        ...metadata,
        path: `/latest/meta-data/${path}`,
        headers: { "x-aws-ec2-metadata-token": token.text },
      });
      return status === 200 ? wordOf(text) : undefined;
    };
    const instanceType = await ask("instance-type");
    const instanceId = await ask("instance-id");
    const zone = await ask("placement/availability-zone");
    return {
      value: {
        ...(instanceType === undefined ? {} : { instanceType }),
        ...(instanceId === undefined ? {} : { instanceId }),
        ...(zone === undefined ? {} : { zone }),
      },
    };
  } catch (error) {
    if (error instanceof SourceAbsent || errnoOf(error) !== undefined) return { value: {}, remark: "the metadata service does not answer" };
    throw error;
  }
}

function wordOf(text: string | undefined): string | undefined {
  const word = text?.trim() ?? "";
  return /^[\x20-\x7e]{1,128}$/.test(word) ? word : undefined;
}
