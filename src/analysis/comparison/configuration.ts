import type { DifferenceWeight } from "../../model/difference.ts";
import type { InterfaceAllowances, LimitConfiguration } from "../../model/node-snapshot.ts";
import { comparisonThresholds, weightOfFactor } from "./comparison-thresholds.ts";
import { namesOf, presenceDifference, settingDifference } from "./figure-differences.ts";
import { allowanceLeft } from "./node-limits.ts";
import { definePartComparison } from "./part-comparison.ts";

/** Compared as limits and use, by the part that reads them live. */
const limitSysctls: ReadonlySet<string> = new Set([
  "nf_conntrack_max",
  "nf_conntrack_buckets",
  "nf_conntrack_expect_max",
  "nf_conntrack_count",
]);

export const settings = definePartComparison({
  part: "settings",
  title: "settings of connection tracking",
  compare({ now: { sysctls: before } }, { now: { sysctls: after } }) {
    return {
      differences: namesOf(before, after)
        .filter((name) => !limitSysctls.has(name))
        .flatMap((name) =>
          settingDifference(
            {
              ...{
                topic: "sysctl",
                area: "configuration",
                what: name,
                subject: name,
                unit: name.includes("_timeout") ? "seconds" : "count",
              },
              ...(name.includes("_timeout") ? { meaning: "entries of that kind stay for another time" } : {}),
            },
            before[name],
            after[name],
            (left, right): DifferenceWeight => (name.includes("_timeout") ? (weightOfFactor(left, right) ?? "notable") : "notable"),
          ),
        )
        .slice(0, 2 * comparisonThresholds.longestList),
    };
  },
});

export const limitConfiguration = definePartComparison({
  part: "limitConfiguration",
  title: "configuration of the limit",
  compare({ now: before }, { now: after }) {
    const [left, right] = [linesOf(before), linesOf(after)];
    const kubeProxy = (
      [
        ["maxPerCore", "conntrack.maxPerCore of kube-proxy"],
        ["min", "conntrack.min of kube-proxy"],
      ] as const
    ).flatMap(([field, what]) =>
      before.kubeProxy === undefined || after.kubeProxy === undefined
        ? []
        : presenceDifference(
            { topic: "kube-proxy-limits", area: "configuration", what, subject: field, unit: "count" },
            before.kubeProxy[field] ?? null,
            after.kubeProxy[field] ?? null,
          ),
    );
    const lines = namesOf(left, right).flatMap((key) =>
      presenceDifference(
        { topic: "limit-line", area: "configuration", what: `${key} in sysctl files`, subject: key, unit: "count" },
        left[key] ?? null,
        right[key] ?? null,
      ),
    );
    return { differences: [...kubeProxy, ...lines] };
  },
});

/** The last line for a key holds. */
function linesOf({ sysctlLines }: LimitConfiguration): Readonly<Record<string, number>> {
  return Object.fromEntries(sysctlLines.map(({ key, value }) => [key, value]));
}

export const kubeProxy = definePartComparison({
  part: "kubeProxy",
  title: "kube-proxy",
  compare({ now: before }, { now: after }) {
    return {
      differences: settingDifference(
        { topic: "proxy-mode", area: "configuration", what: "mode of kube-proxy", unit: "text" },
        before.mode,
        after.mode,
        () => "large",
      ),
    };
  },
});

export const cloudInstance = definePartComparison({
  part: "cloudInstance",
  title: "cloud instance",
  compare({ now: before }, { now: after }) {
    return {
      differences: settingDifference(
        {
          ...{ topic: "instance-type", area: "configuration", what: "instance type", unit: "text" },
          meaning: "another type tracks another number of connections outside the kernel",
        },
        before.instanceType,
        after.instanceType,
        () => "large",
      ),
    };
  },
});

export const resources = definePartComparison({
  part: "resources",
  title: "size of the node",
  compare({ now: before }, { now: after }) {
    // The kernel keeps some of the memory for itself at each boot, and never twice the same amount.
    const isOtherMemory = Math.abs(before.memoryTotalBytes - after.memoryTotalBytes) > before.memoryTotalBytes * 0.02;
    return {
      differences: [
        ...settingDifference({ topic: "cpus", area: "configuration", what: "CPUs", unit: "count" }, before.cpus, after.cpus),
        ...(isOtherMemory
          ? settingDifference(
              { topic: "memory", area: "configuration", what: "memory", unit: "bytes" },
              before.memoryTotalBytes,
              after.memoryTotalBytes,
            )
          : []),
      ],
    };
  },
});

export const eventListeners = definePartComparison({
  part: "eventListeners",
  title: "listeners to conntrack events",
  compare({ now: before }, { now: after }) {
    const named = (listeners: typeof before) => [...new Set(listeners.map(({ command }) => command ?? "a process that is not known"))];
    const [left, right] = [named(before), named(after)];
    return {
      differences: [...new Set([...left, ...right])].flatMap((command) =>
        presenceDifference(
          {
            topic: "event-listener",
            area: "configuration",
            what: `listens to conntrack events: ${command}`,
            subject: command,
            unit: "text",
          },
          left.includes(command) ? "yes" : null,
          right.includes(command) ? "yes" : null,
        ),
      ),
    };
  },
});

export const interfaceAllowances = definePartComparison({
  part: "interfaceAllowances",
  title: "what the instance has left",
  compare({ now: before }, { now: after }) {
    const left = ({ statistics }: InterfaceAllowances) => statistics["conntrack_allowance_available"];
    return {
      differences: before.flatMap((card) => {
        const other = after.find(({ interfaceName }) => interfaceName === card.interfaceName);
        return other === undefined ? [] : allowanceLeft(card.interfaceName, left(card), left(other));
      }),
    };
  },
});
