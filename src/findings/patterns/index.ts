import type { LogPattern } from "../log-pattern.ts";
import { addressNotAssignable } from "./address-not-assignable.ts";
import { apiClientThrottled } from "./api-client-throttled.ts";
import { apiServerUnauthorised } from "./api-server-unauthorised.ts";
import { apiServerUnreachable } from "./api-server-unreachable.ts";
import { calicoEbpfTableFilling } from "./calico-ebpf-table-filling.ts";
import { calicoRulesNotWritten } from "./calico-rules-not-written.ts";
import { certificateExpired } from "./certificate-expired.ts";
import { cgroupOutOfMemory } from "./cgroup-out-of-memory.ts";
import { ciliumMapInsertionFailed } from "./cilium-map-insertion-failed.ts";
import { clockJump } from "./clock-jump.ts";
import { cloudApiRefused } from "./cloud-api-refused.ts";
import { cloudApiThrottled } from "./cloud-api-throttled.ts";
import { cniDaemonUnreachable } from "./cni-daemon-unreachable.ts";
import { cniNoAddresses } from "./cni-no-addresses.ts";
import { cniNotReady } from "./cni-not-ready.ts";
import { cniSubnetFull } from "./cni-subnet-full.ts";
import { connectionRefused } from "./connection-refused.ts";
import { connectionReset } from "./connection-reset.ts";
import { conntrackExpectationTableFull } from "./conntrack-expectation-table-full.ts";
import { conntrackHashVmalloc } from "./conntrack-hash-vmalloc.ts";
import { conntrackHelperAssignment } from "./conntrack-helper-assignment.ts";
import { conntrackInvalidPacket } from "./conntrack-invalid-packet.ts";
import { conntrackTableFull } from "./conntrack-table-full.ts";
import { conntrackTableNearlyFull } from "./conntrack-table-nearly-full.ts";
import { cpuLockup } from "./cpu-lockup.ts";
import { dialTimeout } from "./dial-timeout.ts";
import { diskError } from "./disk-error.ts";
import { diskFull } from "./disk-full.ts";
import { dnsCacheRulesNotSet } from "./dns-cache-rules-not-set.ts";
import { dnsCheckFailed } from "./dns-check-failed.ts";
import { dnsLookupFailed } from "./dns-lookup-failed.ts";
import { dnsLookupTimeout } from "./dns-lookup-timeout.ts";
import { dnsLoop } from "./dns-loop.ts";
import { dnsNoHealthyUpstream } from "./dns-no-healthy-upstream.ts";
import { dnsOverloaded } from "./dns-overloaded.ts";
import { dnsServfail } from "./dns-servfail.ts";
import { dnsTooManyQueries } from "./dns-too-many-queries.ts";
import { dnsUpstreamTimeout } from "./dns-upstream-timeout.ts";
import { dnsWithoutApi } from "./dns-without-api.ts";
import { enaKeepAliveTimeout } from "./ena-keep-alive-timeout.ts";
import { enaMissingCompletions } from "./ena-missing-completions.ts";
import { enaReset } from "./ena-reset.ts";
import { filesystemError } from "./filesystem-error.ts";
import { hungTask } from "./hung-task.ts";
import { imagePullFailed } from "./image-pull-failed.ts";
import { imageSpaceNotFreed } from "./image-space-not-freed.ts";
import { instanceMetadataUnreachable } from "./instance-metadata-unreachable.ts";
import { interfaceLinkDown } from "./interface-link-down.ts";
import { interfaceTransmitTimeout } from "./interface-transmit-timeout.ts";
import { ipvsNoDestination } from "./ipvs-no-destination.ts";
import { kernelFault } from "./kernel-fault.ts";
import { kernelMessagesSuppressed } from "./kernel-messages-suppressed.ts";
import { kubeProxyEndedAtLimit } from "./kube-proxy-ended-at-limit.ts";
import { kubeProxyIpvsSyncFailed } from "./kube-proxy-ipvs-sync-failed.ts";
import { kubeProxyIpvsUnusable } from "./kube-proxy-ipvs-unusable.ts";
import { kubeProxyLimitNotSet } from "./kube-proxy-limit-not-set.ts";
import { kubeProxyRestoreFailed } from "./kube-proxy-restore-failed.ts";
import { kubeProxyStaleEntriesKept } from "./kube-proxy-stale-entries-kept.ts";
import { kubeProxySyncFailed } from "./kube-proxy-sync-failed.ts";
import { kubeProxySyncSlow } from "./kube-proxy-sync-slow.ts";
import { martianSource } from "./martian-source.ts";
import { neighbourTableOverflow } from "./neighbour-table-overflow.ts";
import { noRouteToHost } from "./no-route-to-host.ts";
import { nodeNotReady } from "./node-not-ready.ts";
import { nodePressure } from "./node-pressure.ts";
import { nvmeTimeout } from "./nvme-timeout.ts";
import { operationNotPermittedByNetwork } from "./operation-not-permitted-by-network.ts";
import { outOfMemory } from "./out-of-memory.ts";
import { pageAllocationFailure } from "./page-allocation-failure.ts";
import { plegUnhealthy } from "./pleg-unhealthy.ts";
import { podCrashLoop } from "./pod-crash-loop.ts";
import { podsEvicted } from "./pods-evicted.ts";
import { policyDenied } from "./policy-denied.ts";
import { probeFailed } from "./probe-failed.ts";
import { processLimit } from "./process-limit.ts";
import { rcuStall } from "./rcu-stall.ts";
import { readOnlyFileSystem } from "./read-only-file-system.ts";
import { runtimeNameReserved } from "./runtime-name-reserved.ts";
import { runtimeTimeout } from "./runtime-timeout.ts";
import { runtimeUnreachable } from "./runtime-unreachable.ts";
import { sandboxFailed } from "./sandbox-failed.ts";
import { sandboxNetworkFailed } from "./sandbox-network-failed.ts";
import { synFlooding } from "./syn-flooding.ts";
import { tcpOrphanedSockets } from "./tcp-orphaned-sockets.ts";
import { tcpOutOfMemory } from "./tcp-out-of-memory.ts";
import { tlsHandshakeTimeout } from "./tls-handshake-timeout.ts";
import { tooManyOpenFiles } from "./too-many-open-files.ts";
import { volumeNotMounted } from "./volume-not-mounted.ts";
import { xtablesLockHeld } from "./xtables-lock-held.ts";

/**
 * Every pattern of a log line. A line is of the first that fits it, so the special ones stand before the general: what a program says of its own before what
 * any program says, and the reason before the consequence that quotes it.
 */
export const logPatterns: readonly LogPattern[] = [
  conntrackTableFull,
  conntrackTableNearlyFull,
  conntrackExpectationTableFull,
  conntrackHashVmalloc,
  conntrackHelperAssignment,
  conntrackInvalidPacket,
  kernelMessagesSuppressed,
  kubeProxyLimitNotSet,
  kubeProxyEndedAtLimit,
  operationNotPermittedByNetwork,
  ciliumMapInsertionFailed,
  calicoEbpfTableFilling,
  policyDenied,
  neighbourTableOverflow,
  tcpOutOfMemory,
  tcpOrphanedSockets,
  synFlooding,
  martianSource,
  ipvsNoDestination,
  enaReset,
  enaMissingCompletions,
  enaKeepAliveTimeout,
  interfaceTransmitTimeout,
  interfaceLinkDown,
  cpuLockup,
  hungTask,
  rcuStall,
  outOfMemory,
  cgroupOutOfMemory,
  pageAllocationFailure,
  processLimit,
  kernelFault,
  clockJump,
  diskError,
  nvmeTimeout,
  filesystemError,
  diskFull,
  readOnlyFileSystem,
  volumeNotMounted,
  kubeProxyRestoreFailed,
  kubeProxySyncFailed,
  kubeProxySyncSlow,
  xtablesLockHeld,
  kubeProxyIpvsUnusable,
  kubeProxyIpvsSyncFailed,
  kubeProxyStaleEntriesKept,
  calicoRulesNotWritten,
  dnsUpstreamTimeout,
  dnsNoHealthyUpstream,
  dnsTooManyQueries,
  dnsServfail,
  dnsLoop,
  dnsWithoutApi,
  dnsOverloaded,
  dnsCheckFailed,
  dnsCacheRulesNotSet,
  dnsLookupTimeout,
  dnsLookupFailed,
  instanceMetadataUnreachable,
  cloudApiThrottled,
  cloudApiRefused,
  cniSubnetFull,
  cniNoAddresses,
  cniDaemonUnreachable,
  sandboxNetworkFailed,
  cniNotReady,
  plegUnhealthy,
  nodeNotReady,
  nodePressure,
  podsEvicted,
  imageSpaceNotFreed,
  probeFailed,
  podCrashLoop,
  imagePullFailed,
  runtimeTimeout,
  runtimeUnreachable,
  runtimeNameReserved,
  sandboxFailed,
  apiServerUnauthorised,
  apiServerUnreachable,
  apiClientThrottled,
  certificateExpired,
  addressNotAssignable,
  tooManyOpenFiles,
  tlsHandshakeTimeout,
  dialTimeout,
  connectionRefused,
  noRouteToHost,
  connectionReset,
];
