import type { CommandEntry } from "../command.ts";

/** Every command, in the order help lists them. */
export const commands: readonly CommandEntry[] = [
  {
    name: "check",
    summary: "One line for each sign of trouble, and an exit status",
    load: () => import("./check.ts").then((module) => module.check),
  },
  {
    name: "analyze",
    summary: "What fills the table: protocols, states, ages, clients, destinations, ports, endpoints",
    load: () => import("./analyze.ts").then((module) => module.analyze),
  },
  {
    name: "diagnose",
    summary: "Which limit is being hit, why, who, and what to change: live, or from a saved bundle",
    load: () => import("./diagnose.ts").then((module) => module.diagnose),
  },
  {
    name: "top",
    summary: "The table of this node, live: who fills it, how fast, and when it is full",
    outputs: ["text", "json", "yaml"],
    load: () => import("./top.ts").then((module) => module.top),
  },
  {
    name: "plan",
    summary: "What another limit, timeout or client would make of the table, and how to change it",
    load: () => import("./plan.ts").then((module) => module.plan),
  },
  {
    name: "find",
    summary: "Every entry that touches an address, translated both ways, with the names of who is behind it",
    load: () => import("./find.ts").then((module) => module.find),
  },
  {
    name: "watch",
    summary: "What happens to the table, as it happens: samples, findings, events and gaps, one JSON value a line",
    outputs: ["json", "text"],
    load: () => import("./watch.ts").then((module) => module.watch),
  },
  {
    name: "compare",
    summary: "What differs between two bundles, or a bundle and this node, and what that suggests",
    load: () => import("./compare.ts").then((module) => module.compare),
  },
  {
    name: "collect",
    summary: "Saves this node as one file, to be diagnosed anywhere and any time",
    ownsShortO: true,
    load: () => import("./collect.ts").then((module) => module.collect),
  },
  {
    name: "agent",
    summary: "Watch this node for as long as it runs: metrics, API, status page, incidents",
    outputs: ["text"],
    load: () => import("./agent.ts").then((module) => module.agent),
  },
  {
    name: "mcp",
    summary: "Tools for an AI agent, by the Model Context Protocol: from this machine, agents, or bundles",
    outputs: ["text"],
    load: () => import("./mcp.ts").then((module) => module.mcp),
  },
  {
    name: "runbook",
    summary: "Procedures for incidents: list them, read one, or have one performed step by step",
    load: () => import("./runbook.ts").then((module) => module.runbook),
  },
  {
    name: "overview",
    summary: "The checks of this node and the composition of its table on one page",
    load: () => import("./overview.ts").then((module) => module.overview),
  },
];
