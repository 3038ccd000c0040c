import { type AlertCase, most, quietCounters, seriesOf } from "./alert-case.ts";

const available = seriesOf("ullage_interface_allowance_available", { interface: "eth0" });
const learnt = seriesOf("ullage_interface_allowance_learnt_maximum", { interface: "eth0" });

/** Of what the instance allows its card. */
export const allowanceAlertCases: readonly AlertCase[] = [
  {
    alert: "ConntrackExhausted",
    name: "the card refuses packets",
    series: { [exceeded("conntrack")]: "5000+2x200", [exceeded("pps")]: "0+0x200" },
    atMinutes: 10,
    fires: [
      {
        severity: "critical",
        labels: { interface: "eth0", allowance: "conntrack" },
        summary: `node-a: the instance's connection allowance refused 20 packets in five minutes on eth0${most}`,
      },
    ],
  },
  ...quietCounters("ConntrackExhausted", exceeded("conntrack"), { [exceeded("pps")]: "0+50x200" }),
  {
    alert: "ConntrackLow",
    name: "900 are left",
    series: { [available]: "900+0x200", [learnt]: "1200+0x200" },
    atMinutes: 11,
    fires: [
      {
        severity: "warning",
        labels: { interface: "eth0" },
        summary: `node-a: the instance's connection allowance has 900 left on eth0${most}`,
      },
    ],
  },
  {
    alert: "ConntrackLow",
    name: "a twentieth of the learnt maximum is left",
    series: { [available]: "20000+0x200", [learnt]: "400000+0x200" },
    atMinutes: 11,
    fires: [
      {
        severity: "warning",
        labels: { interface: "eth0" },
        summary: `node-a: the instance's connection allowance has 20k left on eth0${most}`,
      },
    ],
  },
  {
    alert: "ConntrackLow",
    name: "it goes on at an eighth, where it would not begin",
    series: { [available]: "20000+0x40 50000+0x160", [learnt]: "400000+0x200" },
    atMinutes: 40,
    fires: [
      {
        severity: "warning",
        labels: { interface: "eth0" },
        summary: `node-a: the instance's connection allowance has 50k left on eth0${most}`,
      },
    ],
  },
  {
    alert: "ConntrackLow",
    name: "an eighth is left and never was less",
    series: { [available]: "50000+0x200", [learnt]: "400000+0x200" },
    atMinutes: 60,
    fires: [],
  },
  {
    alert: "ConntrackLow",
    name: "the driver does not tell what is left",
    series: { [exceeded("conntrack")]: "0+0x200" },
    atMinutes: 60,
    fires: [],
  },
  { alert: "ConntrackLow", name: "nothing could be read", series: {}, atMinutes: 60, fires: [] },
  {
    alert: "DNSThrottlingWarning",
    name: "one query was dropped",
    series: { [exceeded("linklocal")]: "0+0x39 1+0x100" },
    atMinutes: 23,
    fires: [
      {
        severity: "warning",
        labels: { interface: "eth0", allowance: "linklocal" },
        summary: `node-a: 1 packets to the provider's DNS and metadata were dropped in five minutes on eth0${most}`,
      },
    ],
  },
  ...quietCounters("DNSThrottlingWarning", exceeded("linklocal")),
  {
    alert: "DNSThrottlingCritical",
    name: "two hundred queries in five minutes",
    series: { [exceeded("linklocal")]: "0+20x200" },
    atMinutes: 10,
    fires: [
      {
        severity: "critical",
        labels: { interface: "eth0", allowance: "linklocal" },
        summary: `node-a: 200 packets to the provider's DNS and metadata were dropped in five minutes on eth0${most}`,
      },
    ],
  },
  {
    alert: "DNSThrottlingCritical",
    name: "fifty in five minutes",
    series: { [exceeded("linklocal")]: "0+5x200" },
    atMinutes: 30,
    fires: [],
  },
  ...quietCounters("DNSThrottlingCritical", exceeded("linklocal")),
  {
    alert: "BandwidthSaturation",
    name: "outbound and not inbound",
    series: { [exceeded("bw_out")]: "0+30x200", [exceeded("bw_in")]: "70+0x200" },
    atMinutes: 10,
    fires: [
      {
        severity: "warning",
        labels: { interface: "eth0", allowance: "bw_out" },
        summary: `node-a: 300 packets went beyond the instance's bandwidth in five minutes (bw_out on eth0)${most}`,
      },
    ],
  },
  ...quietCounters("BandwidthSaturation", exceeded("bw_in"), { [exceeded("bw_out")]: "400+0x200" }),
  {
    alert: "PPSExceeded",
    name: "the packet rate is exceeded",
    series: { [exceeded("pps")]: "0+30x200" },
    atMinutes: 10,
    fires: [
      {
        severity: "warning",
        labels: { interface: "eth0", allowance: "pps" },
        summary: `node-a: 300 packets went beyond the instance's packet rate in five minutes on eth0${most}`,
      },
    ],
  },
  ...quietCounters("PPSExceeded", exceeded("pps")),
];

function exceeded(allowance: string): string {
  return seriesOf("ullage_interface_allowance_exceeded_total", { interface: "eth0", allowance });
}
