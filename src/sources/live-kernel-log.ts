import type { Clock } from "../platform/clock.ts";
import type { FileTree } from "./file-tree.ts";
import type { FollowedReading, KernelLogCursor, KernelLogFollower } from "./kernel-log-follower.ts";
import type { KernelLogSource } from "./kernel-log-source.ts";
import { OpenKmsgDevice, readKmsgDevice } from "./kmsg-device.ts";

export interface LiveKernelLogOptions {
  readonly clock: Clock;
  /** For the time of boot. In a container the host's: its own /proc/uptime may be the container's age. */
  readonly proc: FileTree;
  readonly devicePath?: string;
  /** Where it is known better than from /proc/uptime. */
  readonly bootedAtMs?: number;
}

/** The kernel's ring: /dev/kmsg where it can be opened, else klogctl, which needs no device. Only ever reads: nothing is cleared or consumed. */
export function createKernelLogSource(options: LiveKernelLogOptions): KernelLogSource {
  const devicePath = options.devicePath ?? "/dev/kmsg";

  async function readAfter(cursor: KernelLogCursor | undefined, open?: OpenKmsgDevice): Promise<FollowedReading> {
    const collectedAtMs = options.clock.nowMs();
    const bootedAtMs = options.bootedAtMs ?? bootTimeMs(options.proc, collectedAtMs);
    const next = cursor?.kind === "sequence" ? cursor.next : undefined;
    const ofDevice = open === undefined ? readKmsgDevice(devicePath, next, bootedAtMs) : open.read(next, bootedAtMs);
    if (ofDevice !== undefined) return ofDevice;
    const { readKlogctlRing } = await import("./klogctl-ring.ts");
    return readKlogctlRing(cursor?.kind === "marker" ? cursor.lines : undefined, { collectedAtMs, bootedAtMs });
  }

  function follow(): KernelLogFollower {
    let device: OpenKmsgDevice | undefined;
    let cursor: KernelLogCursor | undefined;
    const close = () => {
      device?.close();
      device = undefined;
    };
    return {
      close,
      async poll() {
        device ??= OpenKmsgDevice.open(devicePath);
        try {
          const reading = await readAfter(cursor, device);
          cursor = reading.cursor;
          return reading;
        } catch (error) {
          // A device that broke is opened again; the cursor tells where to go on.
          close();
          throw error;
        }
      },
    };
  }

  return {
    follow,
    async readAll() {
      const { records, lost, oldestAtMs, source } = await readAfter(undefined);
      return { records, lost, source, ...(oldestAtMs === undefined ? {} : { oldestAtMs }) };
    },
  };
}

/**
 * printk stamps with the CPU's local clock since boot, which stands still while the machine is suspended and is not steered by NTP, whereas
 * /proc/uptime counts suspended time: messages from before a suspend come out too early by its length, and long-lived machines drift by seconds.
 */
function bootTimeMs(proc: FileTree, nowMs: number): number | undefined {
  const uptimeSeconds = Number.parseFloat(proc.readTextIfPresent("uptime") ?? "");
  return Number.isFinite(uptimeSeconds) ? Math.round(nowMs - uptimeSeconds * 1000) : undefined;
}
