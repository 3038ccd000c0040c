import { basename } from "node:path";
import type { InterfaceAllowances } from "../model/node-snapshot.ts";
import { errnoOf } from "../platform/errno.ts";
import type { EthtoolSource } from "../sources/ethtool-source.ts";
import type { FileTree } from "../sources/file-tree.ts";
import { defineCollector } from "./collector.ts";
import { withRemarks } from "./remarks.ts";

export const interfaceAllowances = defineCollector({
  part: "interfaceAllowances",
  title: "Allowances of the instance",
  why: "On AWS a second table and the bandwidth limits are in the network card, out of reach of every sysctl.",
  reads: ["/sys/class/net/*/device/driver", "ethtool SIOCETHTOOL ETHTOOL_GSTATS"],
  cost: "cheap",
  async collect({ sys, ethtool }) {
    const interfaces = sys
      .list("class/net")
      .sort()
      .flatMap((interfaceName) => {
        const driver = driverOf(sys, interfaceName);
        return driver !== undefined && driversWithAllowances.has(driver) ? [{ interfaceName, driver }] : [];
      });
    // That no card has such counters is an answer: nothing of this kind can be exceeded here.
    if (interfaces.length === 0) return { value: [], source: sys.path("class/net") };
    const readings = await Promise.all(interfaces.map((one) => readAllowances(ethtool, one)));
    const value = readings.flatMap((reading) => reading.value ?? []);
    const [firstFailure] = readings.flatMap((reading) => reading.failure ?? []);
    if (value.length === 0 && firstFailure !== undefined) throw firstFailure;
    return {
      value,
      source: `ethtool -S ${value.map(({ interfaceName }) => interfaceName).join(", ")}`,
      ...withRemarks(...readings.map(({ remark }) => remark)),
    };
  },
});

/** Only ena publishes allowances; asking other drivers would load the C library for nothing. */
const driversWithAllowances = new Set(["ena"]);

/** Undefined for interfaces without hardware (veth, bridges, lo) and for `bonding_masters`, which is a file among the interfaces. */
function driverOf(sys: FileTree, interfaceName: string): string | undefined {
  try {
    return basename(sys.readLink(`class/net/${interfaceName}/device/driver`));
  } catch (error) {
    if (errnoOf(error) === undefined) throw error;
    return undefined;
  }
}

interface AllowanceReading {
  readonly value?: InterfaceAllowances;
  readonly failure?: Error;
  readonly remark?: string;
}

async function readAllowances(
  ethtool: EthtoolSource,
  { interfaceName, driver }: { interfaceName: string; driver: string },
): Promise<AllowanceReading> {
  try {
    const all = Object.entries(await ethtool.readStatistics(interfaceName));
    const statistics = Object.fromEntries(all.filter(([name]) => name.includes("allowance")));
    const remark = `${interfaceName}: the ${driver} driver has no allowance statistics; they came with version 2.2.10`;
    return { value: { interfaceName, driver, statistics }, ...(Object.keys(statistics).length === 0 ? { remark } : {}) };
  } catch (error) {
    if (!(error instanceof Error) || errnoOf(error) === undefined) throw error;
    return { failure: error, remark: `${interfaceName}: ${error.message}` };
  }
}
