import { allowances } from "../../checks/allowances.ts";
import type { Check } from "../../checks/check.ts";
import type { Alert, AlertRule } from "./alert.ts";
import { decimal, held, increased, thresholdOf } from "./promql.ts";

/**
 * What the instance allows its network card. The names are those of the DNS monitoring stack that clusters on EC2 run, so that routes and silences go on
 * working; what they fire on is the counters of the card itself, by their increase, and nothing where there are none.
 */

const connections = checkById("instance-allowance");
const linkLocal = checkById("link-local-allowance");
const bandwidthIn = checkById("bandwidth-in-allowance");
const bandwidthOut = checkById("bandwidth-out-allowance");
const packetRate = checkById("packet-rate-allowance");

const onCard = "on {{ $labels.interface }}";

export const conntrackExhausted: Alert = {
  id: "conntrack-exhausted",
  name: "ConntrackExhausted",
  title: "The instance's connection allowance is used up",
  means: "The network card of the instance tracks connections in a table of its own, which is full: it refuses packets beyond it.",
  doesNotMean: "nf_conntrack is not full, and no sysctl of the node changes this limit: a larger instance or fewer tracked connections do.",
  checks: [connections],
  rules: [
    {
      severity: "critical",
      expression: exceeded("conntrack", connections),
      forSeconds: 60,
      when: "The card refused packets within five minutes.",
      says: `the instance's connection allowance refused {{ $value | humanize }} packets in five minutes ${onCard}`,
    },
  ],
};

const available = "ullage_interface_allowance_available";
const fewest = thresholdOf(connections, "availableWarning");
const lowRatio = thresholdOf(connections, "availableRatio");

/** It ends when half as much again is left. */
const clearingFactor = 1.5;

export const conntrackLow: Alert = {
  id: "conntrack-low",
  name: "ConntrackLow",
  title: "Little is left of the instance's connection allowance",
  means:
    "The network card of the instance has room for few more connections: fewer than the check's availableWarning, or than its availableRatio of the most that this card was ever seen to have.",
  doesNotMean: "Nothing is lost yet. What is left is a value of the instance and must not be added up over its interfaces.",
  checks: [connections],
  rules: [
    {
      severity: "warning",
      expression: held({
        alert: "ConntrackLow",
        severity: "warning",
        begins: low(fewest, lowRatio),
        holds: `(${low(fewest * clearingFactor, decimal(lowRatio * clearingFactor))})`,
        by: ["interface"],
      }),
      forSeconds: 600,
      when: `Fewer are left than ${fewest}, or than ${decimal(lowRatio * 100)} % of the learnt maximum; it ends when half as much again is left.`,
      says: `the instance's connection allowance has {{ $value | humanize }} left ${onCard}`,
    },
  ],
};

const dnsMeans =
  "Packets to the provider's DNS, metadata and time services were dropped: the card lets 1024 of them through a second. Names fail to resolve while everything else works.";
const dnsDoesNotMean = "No table of connections is full; a cache of names on the node helps, a larger table does not.";

export const dnsThrottlingWarning: Alert = {
  id: "dns-throttling-warning",
  name: "DNSThrottlingWarning",
  title: "Queries to the provider's DNS are dropped",
  means: dnsMeans,
  doesNotMean: dnsDoesNotMean,
  checks: [linkLocal],
  rules: [
    {
      severity: "warning",
      expression: exceeded("linklocal", linkLocal),
      forSeconds: 120,
      when: "The card dropped link-local packets within five minutes.",
      says: `{{ $value | humanize }} packets to the provider's DNS and metadata were dropped in five minutes ${onCard}`,
    },
  ],
};

/** From the DNS monitoring stack: more than a stray burst, since each lost query costs its sender a five-second time-out. */
const manyLinkLocal = 100;

export const dnsThrottlingCritical: Alert = {
  id: "dns-throttling-critical",
  name: "DNSThrottlingCritical",
  title: "Queries to the provider's DNS are dropped in number",
  means: dnsMeans,
  doesNotMean: dnsDoesNotMean,
  checks: [linkLocal],
  rules: [
    {
      severity: "critical",
      expression: increased(series("linklocal"), manyLinkLocal),
      forSeconds: 60,
      when: `The card dropped ${manyLinkLocal} link-local packets or more within five minutes.`,
      says: `{{ $value | humanize }} packets to the provider's DNS and metadata were dropped in five minutes ${onCard}`,
    },
  ],
};

export const bandwidthSaturation: Alert = {
  id: "bandwidth-saturation",
  name: "BandwidthSaturation",
  title: "The instance's bandwidth allowance is exceeded",
  means: "Packets were queued or dropped because the instance sent or received more than its type allows.",
  doesNotMean:
    "It does not mean lost connections: short bursts are queued. It has nothing to do with connection tracking, and looks like it.",
  checks: [bandwidthIn, bandwidthOut],
  rules: [
    {
      severity: "warning",
      // The thresholds of the two directions are rows of one declaration.
      expression: increased(
        `ullage_interface_allowance_exceeded_total{allowance=~"bw_in|bw_out"}`,
        thresholdOf(bandwidthIn, "exceededIncrease"),
      ),
      forSeconds: 180,
      when: "Packets were queued or dropped within five minutes, in either direction.",
      says: `{{ $value | humanize }} packets went beyond the instance's bandwidth in five minutes ({{ $labels.allowance }} ${onCard})`,
    },
  ],
};

export const ppsExceeded: Alert = {
  id: "pps-exceeded",
  name: "PPSExceeded",
  title: "The instance's packet rate allowance is exceeded",
  means:
    "Packets were queued or dropped because the instance handled more packets a second than its type allows, both directions together.",
  doesNotMean: "It is no lack of bandwidth: small packets reach this limit first. It has nothing to do with connection tracking.",
  checks: [packetRate],
  rules: [
    {
      severity: "warning",
      expression: exceeded("pps", packetRate),
      forSeconds: 120,
      when: "Packets were queued or dropped within five minutes.",
      says: `{{ $value | humanize }} packets went beyond the instance's packet rate in five minutes ${onCard}`,
    },
  ],
};

function exceeded(allowance: string, check: Check): AlertRule["expression"] {
  return increased(series(allowance), thresholdOf(check, "exceededIncrease"));
}

function series(allowance: string): string {
  return `ullage_interface_allowance_exceeded_total{allowance="${allowance}"}`;
}

function low(least: number, ratio: number): string {
  return `${available} < ${least} or ${available} < ${ratio} * ullage_interface_allowance_learnt_maximum`;
}

function checkById(id: string): Check {
  const check = allowances.find((row) => row.id === id);
  if (check === undefined) throw new Error(`no allowance is called ${id}`);
  return check;
}
