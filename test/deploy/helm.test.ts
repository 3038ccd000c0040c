import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { isDeepStrictEqual } from "node:util";
import { Command } from "commander";
import { parseAllDocuments, parse as parseYaml } from "yaml";
import { type AgentCommandOptions, addAgentOptions, contradictionIn } from "../../src/cli/agent-options.ts";
import { clusterPermissions } from "../../src/generate/agent-permissions.ts";
import { unknownFields } from "./known-fields.ts";
import {
  agentArguments,
  at,
  chart,
  everything,
  isObject,
  listAt,
  ofKind,
  renderChart,
  root,
  skipWithoutHelm,
  type Values,
} from "./rendered-chart.ts";

const skip = skipWithoutHelm;
const pod = "spec.template.spec";
const container = `${pod}.containers.0`;
/** Kinds of the Prometheus operator, of which the official client knows nothing. */
const foreignKinds = ["PodMonitor", "PrometheusRule"];

const matrix: readonly (readonly [name: string, values: Values])[] = [
  ["the defaults", {}],
  ["everything on", everything],
  ["everything off", { inCluster: false, api: { enabled: false }, incidents: { enabled: false }, service: { enabled: false } }],
  ["no role and an account of somebody else's", { rbac: { create: false }, serviceAccount: { create: false, name: "theirs" } }],
  ["names of one's own", { nameOverride: "room", fullnameOverride: "room-left" }],
  ["IPv6", { metrics: { address: "[$(NODE_IP)]" } }],
  ["namespaceNames", { namespaceNames: true }],
  ["hostFiles", { hostFiles: true }],
  ["watchEndpoints", { watchEndpoints: true }],
  ["no events", { kubernetesEvents: false }],
  ["nodeCondition", { nodeCondition: true }],
  ["nodeCondition without policies", { nodeCondition: true, admissionPolicies: false }],
  ["exemptPort", { exemptPort: true }],
  ["the API with one token", { api: { onNodeAddress: { enabled: true, tlsSecretName: "tls", tokenSecretName: "token" } } }],
  ["the API by the cluster's leave", { api: { onNodeAddress: { enabled: true, tlsSecretName: "tls", kubernetesAuth: true } } }],
  ["no priority, no tolerations", { priorityClassName: "", tolerations: [] }],
  ["otlp", { otlp: { endpoint: "http://collector:4318/v1/metrics" } }],
];

test("helm finds nothing to object to", { skip }, () => {
  const { status, stdout, stderr } = spawnSync("helm", ["lint", "--strict", chart], { encoding: "utf8" });
  assert.equal(status, 0, `${stdout}${stderr}`);
});

for (const [name, values] of matrix) {
  test(`${name}: every field is one that the API knows`, { skip }, () => {
    const { manifests, refusal } = renderChart(values);
    assert.equal(refusal, "");
    assert.equal(ofKind(manifests, "DaemonSet").length, 1);
    const known = manifests.filter(({ kind }) => !foreignKinds.includes(String(kind)));
    assert.deepEqual(known.flatMap(unknownFields), []);
  });

  test(`${name}: the agent takes the options`, { skip }, () => {
    const { manifests } = renderChart(values);
    const [verb, ...options] = agentArguments(manifests);
    assert.equal(verb, "agent");
    const parsed = parsedOptions(options);
    assert.equal(contradictionIn(parsed), undefined);
    assert.equal(parsed.proc, "/host/proc");
    assert.equal(parsed.node, "$(NODE_NAME)");
  });

  test(`${name}: a pod that may write nowhere but to its own, with exactly the capabilities that were asked for`, { skip }, () => {
    const [daemonSet] = ofKind(renderChart(values).manifests, "DaemonSet");
    const security = at(daemonSet, `${container}.securityContext`);
    assert.deepEqual(at(security, "capabilities"), {
      drop: ["ALL"],
      add: ["NET_ADMIN", "SYSLOG", ...(values["namespaceNames"] === true ? ["SYS_PTRACE"] : [])],
    });
    for (const [path, expected] of [
      ["privileged", false],
      ["allowPrivilegeEscalation", false],
      ["readOnlyRootFilesystem", true],
      ["runAsUser", 0],
    ] as const)
      assert.equal(at(security, path), expected, path);
    assert.equal(at(daemonSet, `${pod}.hostPID`), false);
    assert.equal(at(daemonSet, `${pod}.hostIPC`), false);
    assert.equal(at(daemonSet, `${pod}.hostNetwork`), true);
    assert.equal(at(daemonSet, `${pod}.dnsPolicy`), "ClusterFirstWithHostNet");
    assert.equal(at(daemonSet, `${pod}.securityContext.seccompProfile.type`), "RuntimeDefault");
    const ofHost = listAt(daemonSet, `${pod}.volumes`).filter((volume) => at(volume, "hostPath") !== undefined);
    const writable = ofHost.filter((volume) => {
      const mounts = listAt(daemonSet, `${container}.volumeMounts`).filter((mount) => at(mount, "name") === at(volume, "name"));
      return !mounts.every((mount) => at(mount, "readOnly") === true && at(mount, "recursiveReadOnly") === "IfPossible");
    });
    assert.deepEqual(
      writable.map((volume) => at(volume, "hostPath.path")),
      at(values, "incidents.enabled") === false ? [] : ["/var/lib/ullage"],
    );
    const mounted = listAt(daemonSet, `${container}.volumeMounts`).map((mount) => at(mount, "name"));
    const volumes = listAt(daemonSet, `${pod}.volumes`).map((volume) => at(volume, "name"));
    assert.deepEqual(mounted.toSorted(), volumes.toSorted());
  });

  test(`${name}: the roles have what the switches that are on ask for, and nothing else`, { skip }, () => {
    const { manifests } = renderChart(values);
    const bindings = [...ofKind(manifests, "ClusterRoleBinding"), ...ofKind(manifests, "RoleBinding")];
    const bound = bindings.map((binding) => at(binding, "roleRef.name"));
    const roles = [...ofKind(manifests, "ClusterRole"), ...ofKind(manifests, "Role")];
    // What those who ask the agents need is bound to nobody.
    for (const role of roles.filter((one) => !bound.includes(at(one, "metadata.name"))))
      assert.deepEqual(at(role, "rules"), [{ nonResourceURLs: ["/", "/v1/*"], verbs: ["get"] }]);
    const granted = roles
      .filter((role) => bound.includes(at(role, "metadata.name")))
      .flatMap((role) =>
        listAt(role, "rules").flatMap((rule) => {
          assert.equal(at(rule, "nonResourceURLs"), undefined);
          const verbs = listAt(rule, "verbs").join();
          return listAt(rule, "apiGroups").flatMap((group) =>
            listAt(rule, "resources").map((resource) => grant(group, resource, verbs, at(role, "metadata.namespace"))),
          );
        }),
      );
    const isCreated = at(values, "rbac.create") !== false;
    const wanted = clusterPermissions
      .filter(({ values: switches }) => isCreated && switches.every((path) => at(values, path) ?? at(defaults(), path)))
      .flatMap(({ apiGroup, resources, verbs, namespace }) =>
        resources.map((resource) => grant(apiGroup, resource, verbs.join(), namespace)),
      );
    assert.deepEqual(granted.toSorted(), wanted.toSorted());
    const account = { kind: "ServiceAccount", name: accountOf(manifests), namespace: "monitoring" };
    for (const binding of bindings) assert.deepEqual(at(binding, "subjects"), [account]);
  });
}

test("every option of the agent can be reached from the values, and the chart gives no other", { skip }, () => {
  const given = new Set([...[everything, { api: { enabled: false } }].flatMap((values) => agentArguments(renderChart(values).manifests))]);
  const command = addAgentOptions(new Command("agent"));
  const left = command.options.map(({ long }) => long ?? "").filter((long) => !given.has(long));
  // A container's own /sys is that of the network namespace it is in, which is the node's.
  assert.deepEqual(left, ["--sys"]);
});

test("the kubelet restarts no agent for a probe that a full table refuses", { skip }, () => {
  const probe = (values: Values) => at(ofKind(renderChart(values).manifests, "DaemonSet")[0], `${container}.livenessProbe.httpGet.path`);
  assert.equal(probe({}), undefined);
  assert.equal(probe({ exemptPort: true }), "/healthz");
  assert.equal(probe({ livenessProbe: true }), "/healthz");
});

test("secrets go neither into arguments nor into the environment as they are", { skip }, () => {
  const { manifests } = renderChart(everything);
  const [daemonSet] = ofKind(manifests, "DaemonSet");
  const headers = listAt(daemonSet, `${container}.env`).find((variable) => at(variable, "name") === "OTEL_EXPORTER_OTLP_HEADERS");
  assert.deepEqual(at(headers, "valueFrom.secretKeyRef"), { name: "otlp", key: "headers" });
  const modes = listAt(daemonSet, `${pod}.volumes`).flatMap((volume) => at(volume, "secret.defaultMode") ?? []);
  assert.deepEqual(modes, [0o400, 0o400]);
});

test("the operator gets the rules as they are elsewhere with links to the given pages, and targets that have their node's name", {
  skip,
}, () => {
  const { manifests } = renderChart(everything);
  const rulesText = readFileSync(join(root, "deploy/alerts/ullage.rules.yaml"), "utf8");
  const ownPages = rulesText.replaceAll("https://ullage.example/docs/alerts/", "https://wiki.example.com/alerts/");
  assert.notEqual(ownPages, rulesText);
  assert.deepEqual(at(ofKind(manifests, "PrometheusRule")[0], "spec"), parseYaml(ownPages));
  const [endpoint] = listAt(ofKind(manifests, "PodMonitor")[0], "spec.podMetricsEndpoints");
  const ports = listAt(ofKind(manifests, "DaemonSet")[0], `${container}.ports`).map((port) => at(port, "name"));
  assert.ok(ports.includes(at(endpoint, "port")));
  assert.deepEqual(at(endpoint, "relabelings"), [{ sourceLabels: ["__meta_kubernetes_pod_node_name"], targetLabel: "instance" }]);
  const dashboards = ofKind(manifests, "ConfigMap")[0]?.["data"];
  assert.ok(isObject(dashboards) && Object.keys(dashboards).length > 0);
  for (const text of Object.values(dashboards)) assert.ok(isObject(JSON.parse(String(text))));
});

test("an image is named by its digest where there is one", { skip }, () => {
  const image = (values: Values) => at(ofKind(renderChart({ image: values }).manifests, "DaemonSet")[0], `${container}.image`);
  const digest = `sha256:${"a".repeat(64)}`;
  assert.equal(image({ repository: "registry.example/ullage", tag: "1", digest }), `registry.example/ullage@${digest}`);
  assert.equal(image({ tag: "1" }), "ullage:1");
});

test("servers before 1.31 are not sent fields that they do not know", { skip }, () => {
  const { manifests } = renderChart({ appArmorProfile: "Unconfined" }, "--kube-version", "1.28.0");
  const [daemonSet] = ofKind(manifests, "DaemonSet");
  assert.equal(at(daemonSet, `${container}.securityContext.appArmorProfile`), undefined);
  assert.equal(at(daemonSet, `${container}.volumeMounts.0.recursiveReadOnly`), undefined);
  const annotations = at(daemonSet, "spec.template.metadata.annotations");
  assert.ok(isObject(annotations));
  assert.equal(annotations["container.apparmor.security.beta.kubernetes.io/agent"], "unconfined");
});

const nonsense: readonly (readonly [name: string, values: Values, because: RegExp])[] = [
  ["a value that does not exist", { namespaceName: true }, /namespaceName/],
  ["one deeper down", { metrics: { prot: 1 } }, /prot/],
  ["a port beyond the last", { metrics: { port: 70_000 } }, /metrics\/port/],
  ["a word where a switch is", { exemptPort: "yes" }, /exemptPort/],
  ["a budget of nothing", { cpuBudget: 0 }, /cpuBudget/],
  ["a folder that is none", { incidents: { hostPath: "incidents" } }, /hostPath/],
  ["a size without unit", { incidents: { maximumBytes: "256" } }, /maximumBytes/],
  ["a digest that is none", { image: { digest: "latest" } }, /digest/],
  ["a threshold without its check", { settings: { warningRatio: 0.8 } }, /'warningRatio' does not match/],
  ["a mode of pulling that does not exist", { image: { pullPolicy: "Sometimes" } }, /pullPolicy/],
  ["the API off the node without TLS", { api: { onNodeAddress: { enabled: true, kubernetesAuth: true } } }, /tlsSecretName/],
  ["the API off the node for everyone", { api: { onNodeAddress: { enabled: true, tlsSecretName: "tls" } } }, /who may ask/],
  ["an API that is on and off", { api: { enabled: false, onNodeAddress: { enabled: true } } }, /needs api\.enabled/],
  ["a condition without a cluster", { inCluster: false, nodeCondition: true }, /inCluster/],
  ["one port for both", { api: { port: 9855 } }, /must differ/],
  ["an account that is neither made nor named", { serviceAccount: { create: false } }, /serviceAccount\.name/],
];

for (const [name, values, because] of nonsense) {
  test(`refused: ${name}`, { skip }, () => {
    assert.match(renderChart(values).refusal, because);
  });
}

test("policies hold the account that is installed to its own node, for each thing that it writes", { skip }, () => {
  const named = (values: Values) =>
    ["ValidatingAdmissionPolicy", "ValidatingAdmissionPolicyBinding"].map((kind) =>
      ofKind(renderChart(values).manifests, kind).map((manifest) =>
        at(manifest, kind === "ValidatingAdmissionPolicy" ? "metadata.name" : "spec.policyName"),
      ),
    );
  const events = "monitoring-node-ullage-events";
  const condition = "monitoring-node-ullage-node-condition";
  assert.deepEqual(named({}), [[events], [events]]);
  assert.deepEqual(named({ nodeCondition: true }), [
    [condition, events],
    [condition, events],
  ]);
  assert.deepEqual(named({ nodeCondition: true, kubernetesEvents: false }), [[condition], [condition]]);
  assert.deepEqual(named({ nodeCondition: true, admissionPolicies: false }), [[], []]);
  assert.deepEqual(named({ inCluster: false }), [[], []]);
});

test("the policies are those that stand for themselves, with another account", { skip }, () => {
  const text = readFileSync(join(root, "deploy/kubernetes/validating-admission-policy.yaml"), "utf8");
  const own = text.replaceAll("system:serviceaccount:ullage:ullage", "system:serviceaccount:monitoring:node-ullage");
  assert.notEqual(own, text);
  const specs = parseAllDocuments(own).map((document) => at(document.toJS(), "spec"));
  const { manifests } = renderChart({ nodeCondition: true });
  const policies = ofKind(manifests, "ValidatingAdmissionPolicy");
  assert.equal(policies.length, 2);
  for (const policy of policies)
    assert.ok(
      specs.some((spec) => isDeepStrictEqual(spec, policy["spec"])),
      String(at(policy, "metadata.name")),
    );
});

test("a server without such policies gets Events without, and no condition", { skip }, () => {
  const older = (values: Values) => renderChart(values, "--kube-version", "1.28.0");
  assert.equal(older({}).refusal, "");
  assert.equal(ofKind(older({}).manifests, "ValidatingAdmissionPolicy").length, 0);
  assert.match(older({ nodeCondition: true }).refusal, /older than 1\.30/);
  assert.equal(older({ nodeCondition: true, admissionPolicies: false }).refusal, "");
});

test("every value is described, and none but those can be given", () => {
  const undescribed: string[] = [];
  const walk = (schema: unknown, values: unknown, path: string) => {
    const properties = at(schema, "properties");
    const byDefault = at(schema, "default");
    if (byDefault !== undefined) assert.deepEqual(byDefault, values, path);
    if (at(schema, "description") === undefined && path !== "") undescribed.push(path);
    if (isObject(properties)) {
      assert.equal(at(schema, "additionalProperties"), false, path);
      for (const [name, inner] of Object.entries(properties)) walk(inner, isObject(values) ? values[name] : undefined, `${path}.${name}`);
      if (isObject(values))
        assert.deepEqual(
          Object.keys(values).filter((name) => !Object.hasOwn(properties, name)),
          [],
          path,
        );
    }
  };
  walk(JSON.parse(readFileSync(join(chart, "values.schema.json"), "utf8")), defaults(), "");
  assert.deepEqual(undescribed, []);
});

test("the notes name commands for what is on", { skip }, (t) => {
  // Notes are written for an installation only; a template that prints them is one.
  const folder = mkdtempSync(join(tmpdir(), "ullage-notes-"));
  t.after(() => rmSync(folder, { recursive: true }));
  const notes = (values: Values) => {
    const path = join(folder, "values.json");
    writeFileSync(path, JSON.stringify(values));
    const parameters = ["install", "node", chart, "--namespace", "monitoring", "--dry-run=client", "--values", path];
    const { status, stdout, stderr } = spawnSync("helm", parameters, {
      encoding: "utf8",
      timeout: 60_000,
      env: { PATH: process.env["PATH"], HOME: folder },
    });
    assert.equal(status, 0, stderr);
    return stdout.slice(stdout.indexOf("NOTES:"));
  };
  assert.match(notes({}), /port-forward daemonset\/node-ullage 9856/);
  assert.match(notes({ nodeCondition: true, admissionPolicies: false }), /EVERY node/);
  assert.doesNotMatch(notes({ api: { enabled: false } }), /port-forward/);
});

function grant(group: unknown, resource: unknown, verbs: string, namespace: unknown): string {
  return `${verbs} ${String(group)}/${String(resource)} in ${String(namespace ?? "the cluster")}`;
}

function accountOf(manifests: ReturnType<typeof renderChart>["manifests"]): unknown {
  return at(ofKind(manifests, "DaemonSet")[0], `${pod}.serviceAccountName`);
}

function defaults(): unknown {
  return parseYaml(readFileSync(join(chart, "values.yaml"), "utf8"));
}

function parsedOptions(options: readonly string[]): AgentCommandOptions {
  const command = addAgentOptions(new Command("agent")).exitOverride();
  command.configureOutput({ writeErr: () => {} });
  command.parse(options, { from: "user" });
  return command.opts<AgentCommandOptions>();
}
