import { collectors } from "../collectors/index.ts";
import { type CapabilityGrant, type CapabilityName, capabilityGrants, clusterPermissions } from "./agent-permissions.ts";
import { markdownPage, markdownTable, type Page } from "./page.ts";

export function permissionPages(): readonly Page[] {
  const names = Object.keys(capabilityGrants) as CapabilityName[]; // the record's own keys
  return [
    markdownPage("docs/reference/permissions.md", "src/generate/agent-permissions.ts and the collectors", [
      "# What the agent may do, and what for",
      "Nothing here is needed for the usage of the table, its limit, its counters and its settings: those everyone on the node may read. A part that is refused says `forbidden`, and one that is read only in part says so in a remark; both name the capability.",
      "## Capabilities",
      "The agent runs as uid 0 with all capabilities dropped but these, without any way to gain others (`allowPrivilegeEscalation: false`).",
      markdownTable(["capability", "gives", "also reaches", "in the chart", "systemd"], names.map(capabilityRow)),
      "## Mounts",
      markdownTable(
        ["mount", "what for", "in the chart"],
        [
          ["the node's `/proc`, read-only, at `/host/proc`", "processes of the node without sharing their PID namespace", "always"],
          [
            "the node's root, read-only, at `/host/root`",
            "sysctl.d, which says who sets the limit, and the node's logs in bundles. It shows the agent every file of the node",
            "`hostFiles`",
          ],
          [
            "`incidents.hostPath`",
            "bundles of incidents, which outlive the pod: folder 0700, files 0600, root's",
            "`incidents.enabled` (default)",
          ],
        ],
      ),
      "## In the cluster",
      "A ClusterRole, and a Role where one namespace is enough, made of what is turned on. The agent reads no Secret, no ConfigMap and no log of a pod.",
      markdownTable(
        ["group", "resources", "verbs", "where", "what for", "without it", "values"],
        clusterPermissions.map(({ apiGroup, resources, verbs, namespace, what, without, values }) => [
          apiGroup === "" ? "core" : apiGroup,
          resources.join(", "),
          verbs.join(", "),
          namespace === undefined ? "the whole cluster" : `namespace ${namespace}`,
          what,
          without,
          values.map((value) => `\`${value}\``).join(", "),
        ]),
      ),
    ]),
  ];
}

function capabilityRow(name: CapabilityName): readonly string[] {
  const grant: CapabilityGrant = capabilityGrants[name];
  const parts = collectors.flatMap(({ part, capability }) => (capability?.name === name ? [`\`${part}\`: ${capability.gives}`] : []));
  return [
    `\`${name}\``,
    [...parts, ...(grant.alsoGives === undefined ? [] : [grant.alsoGives])].join("; "),
    grant.reaches,
    inChart(grant),
    grant.chart === "always" ? "always" : "value" in grant.chart ? "by a drop-in" : "never",
  ];
}

function inChart({ chart }: CapabilityGrant): string {
  if (chart === "always") return "always";
  return "value" in chart ? `\`${chart.value}\`` : `never: ${chart.instead}`;
}
