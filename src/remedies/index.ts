import { backOffRetries } from "./back-off-retries.ts";
import { clientConnections } from "./client-connections.ts";
import { deleteStaleEntries } from "./delete-stale-entries.ts";
import { eniIdleTimeouts } from "./eni-idle-timeouts.ts";
import { largerNodes } from "./larger-nodes.ts";
import { lookCloser } from "./look-closer.ts";
import { nftablesMode } from "./nftables-mode.ts";
import { nodeLocalDns } from "./node-local-dns.ts";
import { noisyPods } from "./noisy-pods.ts";
import { probeLessOften } from "./probe-less-often.ts";
import { raiseAcceptQueue } from "./raise-accept-queue.ts";
import { raiseBpfMapSize } from "./raise-bpf-map-size.ts";
import { raiseBuckets } from "./raise-buckets.ts";
import { raiseLimitAtOnce } from "./raise-limit-at-once.ts";
import { raiseLimitOwners } from "./raise-limit-owners.ts";
import { raiseNeighbourThresholds } from "./raise-neighbour-thresholds.ts";
import { raiseReceiveBacklog } from "./raise-receive-backlog.ts";
import type { Remedy } from "./remedy.ts";
import { restartKubeProxy } from "./restart-kube-proxy.ts";
import { reviewNodePorts } from "./review-node-ports.ts";
import { shortenTimeouts } from "./shorten-timeouts.ts";
import { sourceNat } from "./source-nat.ts";
import { untrackTunnels } from "./untrack-tunnels.ts";
import { untrackedSecurityGroupRules } from "./untracked-security-group-rules.ts";
import { whatNotToDo } from "./what-not-to-do.ts";
import { widenEphemeralPorts } from "./widen-ephemeral-ports.ts";

/** Every remedy. Where two fit equally well, the earlier is offered first. */
export const remedies: readonly Remedy[] = [
  raiseLimitAtOnce,
  ...raiseLimitOwners,
  raiseBuckets,
  deleteStaleEntries,
  ...shortenTimeouts,
  eniIdleTimeouts,
  ...sourceNat,
  raiseBpfMapSize,
  ...clientConnections,
  backOffRetries,
  nodeLocalDns,
  untrackTunnels,
  probeLessOften,
  ...noisyPods,
  restartKubeProxy,
  nftablesMode,
  raiseNeighbourThresholds,
  widenEphemeralPorts,
  raiseReceiveBacklog,
  raiseAcceptQueue,
  untrackedSecurityGroupRules,
  ...largerNodes,
  reviewNodePorts,
  lookCloser,
  ...whatNotToDo,
];
