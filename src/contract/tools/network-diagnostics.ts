import { z } from "zod";
import { signalLevelRank } from "../../model/signal.ts";
import { untrusted } from "../untrusted.ts";
import { confidenceSchema } from "../verdict.ts";
import { ageSeconds, answeringBundle } from "./parts/answering-node.ts";
import { guardrailAnswer, verdictAnswer } from "./parts/triage-answer.ts";
import { answerEnvelope, commonInput, count, defineToolContract, instanceIdInput } from "./tool-contract.ts";

/** The seed's, and the table itself. */
export const networkSections = ["conntrack", "kube_proxy", "iptables", "dns", "eni", "routes", "cni", "ipamd"] as const;

export type NetworkSection = (typeof networkSections)[number];

/** What a cumulative counter did between the two samples of the bundle. */
const counterAnswer = z.object({
  value: z.number(),
  /** `unknown` with one sample: how far it has counted says nothing about today. Missing of what is a level and no counter. */
  rose: z.union([z.number(), z.literal("unknown")]).optional(),
});

const levels = Object.keys(signalLevelRank) as [keyof typeof signalLevelRank, ...(keyof typeof signalLevelRank)[]]; // the keys of a record are its own

const sectionAnswer = z.object({
  /** `notEvaluated` where nothing of it could be looked at: never a sign of health. */
  status: z.enum(["evaluated", "notEvaluated"]),
  /** What it comes from. */
  files: z.array(untrusted()),
  signals: z.array(z.object({ check: z.string(), level: z.enum(levels), line: untrusted() })),
  findings: z.array(
    z.object({
      finding_id: z.string(),
      severity: z.string(),
      title: z.string(),
      count,
      file: untrusted().optional(),
      sample: untrusted().optional(),
    }),
  ),
  /** In our words, from the facts below. */
  issues: z.array(z.object({ severity: z.enum(["critical", "warning", "notice"]), what: untrusted() })),
  notEvaluated: z.array(z.object({ what: z.string(), because: untrusted() })),
});

export type SectionAnswer = z.input<typeof sectionAnswer>;

const diagnostics = z.object({
  conntrack: sectionAnswer.extend({
    nfConntrackCount: z.number().optional(),
    nfConntrackMax: z.number().optional(),
    buckets: z.number().optional(),
    counters: z.record(untrusted(), counterAnswer).optional(),
    windowSeconds: z.number().optional(),
  }),
  kube_proxy: sectionAnswer.extend({
    proxyMode: untrusted().optional(),
    config: z.object({ from: untrusted(), maxPerCore: z.number().optional(), min: z.number().optional() }).optional(),
    conntrack: z.object({
      maxPerCore: z.number().optional(),
      min: z.number().optional(),
      /** What kube-proxy says to have set, by its log. */
      setByKubeProxy: z.number().optional(),
      nfConntrackMax: z.number().optional(),
      nfConntrackCount: z.number().optional(),
      /** Of the kernel's log and of kube-proxy's alike. */
      errors: z.array(z.object({ finding_id: z.string(), title: z.string(), count, files: count, sample: untrusted().optional() })),
    }),
    ipvs: z
      .object({ loadedModules: z.array(z.string()), missingModules: z.array(z.string()), connections: z.number().optional() })
      .optional(),
    sync: z
      .array(z.object({ family: untrusted().optional(), lastSync: z.string().optional(), secondsSinceSync: z.number().optional() }))
      .optional(),
  }),
  iptables: sectionAnswer.extend({
    rules: count.optional(),
    chains: count.optional(),
    serviceChains: count.optional(),
    untrackingRules: count.optional(),
    droppingPolicies: z.array(untrusted()).optional(),
    busyDrops: z.array(z.object({ chain: untrusted(), packets: z.number(), rule: untrusted() })).optional(),
  }),
  dns: sectionAnswer.extend({
    nameservers: z.array(untrusted()).optional(),
    searchDomains: z.array(untrusted()).optional(),
    ndots: count.optional(),
    /** DNS servers that run on this node. */
    onNode: z.array(z.object({ endpoint: untrusted(), responses: z.record(untrusted(), counterAnswer) })).optional(),
    dnsPods: z.array(untrusted()).optional(),
    clashResolve: counterAnswer.optional(),
  }),
  eni: sectionAnswer.extend({
    /** Each for itself: `available` of several is not to be added up. */
    interfaces: z.array(z.object({ name: untrusted(), driver: untrusted(), allowances: z.record(untrusted(), counterAnswer) })).optional(),
    instanceType: untrusted().optional(),
  }),
  routes: sectionAnswer.extend({
    routes: count.optional(),
    tables: count.optional(),
    rules: count.optional(),
    defaultRoutes: z.array(untrusted()).optional(),
    refusingRoutes: z.array(untrusted()).optional(),
  }),
  cni: sectionAnswer.extend({
    plugins: z.array(untrusted()).optional(),
    settings: z.record(untrusted(), untrusted()).optional(),
    rpFilter: z.object({ all: count, byInterface: z.record(untrusted(), z.number()), strict: z.array(untrusted()) }).optional(),
  }),
  ipamd: sectionAnswer.extend({
    totalAddresses: count.optional(),
    assignedAddresses: count.optional(),
    freeAddresses: count.optional(),
    interfaces: z.array(z.object({ id: untrusted(), device: z.number(), isPrimary: z.boolean(), isTrunk: z.boolean() })).optional(),
    settings: z.record(untrusted(), untrusted()).optional(),
  }),
});

export type NetworkDiagnostics = Partial<z.input<typeof diagnostics>>;

export const networkDiagnosticsContract = defineToolContract({
  name: "network_diagnostics",
  title: "The network of a node, part by part",
  description:
    "Tables, kube-proxy, rules, DNS, ENI allowances, routes, CNI and IPAMD of a node's newest bundle, with the verdict's ranking of causes and what must not be concluded. A part whose files the bundle lacks is notEvaluated, with the file wanted.",
  set: "core",
  annotations: { readOnly: true, idempotent: true, openWorld: false },
  input: z.object({
    instanceId: instanceIdInput,
    sections: z
      .string()
      .min(1)
      .max(200)
      .default("all")
      .describe(`all, or some of ${networkSections.join(",")}`),
    ...commonInput,
  }),
  output: z.object({
    ...answerEnvelope,
    ...answeringBundle,
    bundleInfo: z.object({ ageSeconds, age: z.string() }),
    verdict: verdictAnswer,
    CRITICAL_WARNINGS: z.array(untrusted()),
    /** The limit, then what looks like one, then what fills the table. */
    rootCauseRanking: z.array(
      z.object({
        kind: z.enum(["limit", "look-alike", "cause"]),
        id: z.string(),
        confidence: confidenceSchema,
        because: untrusted(),
        workload: untrusted().optional(),
        /** Ids that diagnose shows and summarize takes. */
        evidence: z.array(z.string()),
      }),
    ),
    issuesSummary: z.object({ critical: count, warning: count, notice: count, sectionsNotEvaluated: z.array(z.enum(networkSections)) }),
    overallAssessment: untrusted(),
    eksNetworkingContext: z.object({ guardrails: z.array(guardrailAnswer) }),
    diagnostics: diagnostics.partial(),
    recommendedSOPs: z.array(z.object({ name: z.string(), title: z.string() })),
  }),
});
