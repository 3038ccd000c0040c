import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { Environment } from "@marcbachmann/cel-js";
import { parseAllDocuments } from "yaml";

/**
 * The expressions of the admission policies, evaluated by an implementation of CEL in JavaScript with what an API server hands to them. No API server runs here:
 * which requests reach a policy, and that `request`, `object` and `oldObject` are as below, is by its documentation.
 */
const path = join(import.meta.dirname, "../../deploy/kubernetes/validating-admission-policy.yaml");
const documents = parseAllDocuments(readFileSync(path, "utf8")).map((document) => document.toJS() as PolicyOrBinding);

const nodeKey = "authentication.kubernetes.io/node-name";
const agent = userOn("node-a");
const pressure = { type: "ConntrackPressure", status: "True", reason: "KernelTableFull" };
const ready = { type: "Ready", status: "True" };
const disk = { type: "DiskPressure", status: "False" };
const node = {
  apiVersion: "v1",
  kind: "Node",
  metadata: { name: "node-a", uid: "1", labels: { zone: "a" }, resourceVersion: "7", managedFields: [{ manager: "kubelet" }] },
  spec: { podCIDR: "10.0.1.0/24" },
  status: { capacity: { cpu: "4" }, conditions: [ready, disk] },
};
const written = {
  ...node,
  metadata: { ...node.metadata, resourceVersion: "8", managedFields: [{ manager: "kubelet" }, { manager: "ullage-agent" }] },
  status: { ...node.status, conditions: [ready, disk, pressure] },
};

interface NodeCase {
  readonly name: string;
  readonly user?: object;
  readonly operation?: string;
  readonly requestName?: string;
  /** Of the Node; missing is its status, and "" the Node itself. */
  readonly part?: string;
  readonly before?: object;
  readonly after?: object;
  /** A word of each refusal; nothing where it is admitted. */
  readonly refusal?: RegExp;
}

const nodeCases: readonly NodeCase[] = [
  { name: "its condition on its own node" },
  {
    name: "its condition in the place of an older one",
    before: { ...node, status: { conditions: [pressure, ready, disk] } },
    after: { ...node, status: { conditions: [{ ...pressure, status: "False" }, ready, disk] } },
  },
  { name: "its condition taken away", before: written, after: node },
  {
    name: "its condition on a node that has no status yet",
    before: { metadata: node.metadata },
    after: { metadata: node.metadata, status: { conditions: [pressure] } },
  },
  { name: "its condition on another node", user: userOn("node-b"), refusal: /node-b.*another node/ },
  { name: "a token that is bound to no node", user: { username: agent.username, groups: [] }, refusal: /bound to no node/ },
  { name: "a token with other things in its extra", user: { ...agent, extra: { other: ["node-a"] } }, refusal: /bound to no node/ },
  { name: "a token with two nodes", user: { ...agent, extra: { [nodeKey]: ["node-b", "node-a"] } }, refusal: /bound to no node/ },
  { name: "a token whose node is nothing", user: { ...agent, extra: { [nodeKey]: [""] } }, refusal: /bound to no node/ },
  {
    name: "another condition changed",
    after: { ...written, status: { ...written.status, conditions: [{ ...ready, status: "False" }, disk, pressure] } },
    refusal: /no other/,
  },
  {
    name: "another condition added",
    after: { ...written, status: { ...written.status, conditions: [ready, disk, pressure, { type: "Evil", status: "True" }] } },
    refusal: /no other/,
  },
  {
    name: "another condition taken away",
    after: { ...written, status: { ...written.status, conditions: [disk, pressure] } },
    refusal: /no other/,
  },
  { name: "all conditions taken away", after: { ...written, status: { capacity: node.status.capacity } }, refusal: /no other/ },
  { name: "the capacity changed", after: { ...written, status: { ...written.status, capacity: { cpu: "400" } } }, refusal: /nothing else/ },
  {
    name: "addresses added",
    after: { ...written, status: { ...written.status, addresses: [{ type: "InternalIP", address: "1.2.3.4" }] } },
    refusal: /nothing else/,
  },
  { name: "the capacity taken away", after: { ...written, status: { conditions: written.status.conditions } }, refusal: /nothing else/ },
  { name: "a label changed", after: { ...written, metadata: { ...written.metadata, labels: { zone: "b" } } }, refusal: /metadata/ },
  { name: "a label taken away", after: { ...written, metadata: { name: "node-a", uid: "1" } }, refusal: /metadata/ },
  { name: "an annotation added", after: { ...written, metadata: { ...written.metadata, annotations: { a: "b" } } }, refusal: /metadata/ },
  { name: "a finalizer added", after: { ...written, metadata: { ...written.metadata, finalizers: ["a/b"] } }, refusal: /metadata/ },
  { name: "a taint added", after: { ...written, spec: { ...written.spec, taints: [{ key: "a" }] } }, refusal: /spec/ },
  { name: "the Node itself instead of its status", part: "", refusal: /nothing else of it/ },
  { name: "another part of the Node", part: "proxy", refusal: /nothing else of it/ },
  { name: "a Node made", operation: "CREATE", part: "", refusal: /nothing else of it/ },
  { name: "the Node deleted", operation: "DELETE", part: "", refusal: /nothing else of it/ },
];

for (const {
  name,
  user = agent,
  operation = "UPDATE",
  requestName = "node-a",
  part = "status",
  before = node,
  after = written,
  refusal,
} of nodeCases)
  test(`the policy of the condition ${refusal === undefined ? "admits" : "refuses"}: ${name}`, () => {
    const request = { operation, name: requestName, userInfo: user, ...(part !== "" && { subResource: part }) };
    const objects = {
      object: operation === "DELETE" ? null : after,
      oldObject: operation === "CREATE" ? null : before,
    };
    judged("ullage-agent-node-condition", { request, ...objects }, refusal);
  });

const event = {
  metadata: { name: "node-a.1", namespace: "default" },
  regarding: { kind: "Node", name: "node-a" },
  reportingController: "ullage-agent",
  note: "x",
};

interface EventCase {
  readonly name: string;
  readonly user?: object;
  readonly operation?: "CREATE" | "UPDATE" | "DELETE";
  readonly before?: object;
  readonly after?: object;
  readonly refusal?: RegExp;
}

const eventCases: readonly EventCase[] = [
  { name: "an Event about its own Node" },
  { name: "its own Event counted on", operation: "UPDATE", after: { ...event, series: { count: 2 } } },
  { name: "an Event about another Node", after: { ...event, regarding: { kind: "Node", name: "node-b" } }, refusal: /own Node|that Node/ },
  {
    name: "an Event about a Pod by the name of the Node",
    after: { ...event, regarding: { kind: "Pod", name: "node-a" } },
    refusal: /that Node/,
  },
  { name: "an Event about nothing", after: { ...event, regarding: undefined }, refusal: /that Node/ },
  { name: "an Event in another's name", after: { ...event, reportingController: "kubelet" }, refusal: /that Node/ },
  { name: "an Event in nobody's name", after: { ...event, reportingController: undefined }, refusal: /that Node/ },
  { name: "another's Event changed", operation: "UPDATE", before: { ...event, reportingController: "kubelet" }, refusal: /not its own/ },
  {
    name: "an Event about another Node changed",
    operation: "UPDATE",
    before: { ...event, regarding: { kind: "Node", name: "node-b" } },
    refusal: /not its own/,
  },
  { name: "an Event deleted", operation: "DELETE", refusal: /delete/ },
  {
    name: "an Event by a token that is bound to no node",
    user: { username: agent.username },
    after: { ...event, regarding: { kind: "Node", name: "" } },
    refusal: /bound to no node/,
  },
];

for (const { name, user = agent, operation = "CREATE", before = event, after = event, refusal } of eventCases)
  test(`the policy of the Events ${refusal === undefined ? "admits" : "refuses"}: ${name}`, () => {
    const request = { operation, name: event.metadata.name, userInfo: user };
    judged(
      "ullage-agent-events",
      { request, object: operation === "DELETE" ? null : after, oldObject: operation === "CREATE" ? null : before },
      refusal,
    );
  });

test("nobody but the agent is looked at", () => {
  for (const policy of documents.filter(({ kind }) => kind === "ValidatingAdmissionPolicy")) {
    assert.equal(
      matches(policy, { request: { operation: "UPDATE", userInfo: { username: "system:node:node-b" } }, object: null, oldObject: null }),
      false,
    );
    assert.equal(matches(policy, { request: { operation: "UPDATE", userInfo: agent }, object: null, oldObject: null }), true);
  }
});

test("each policy is bound, denies, and refuses where it cannot be evaluated", () => {
  const policies = documents.filter(({ kind }) => kind === "ValidatingAdmissionPolicy");
  assert.equal(policies.length, 2);
  for (const { metadata, spec } of policies) {
    assert.equal(spec.failurePolicy, "Fail");
    const binding = documents.find((one) => one.kind === "ValidatingAdmissionPolicyBinding" && one.spec.policyName === metadata.name);
    assert.deepEqual(binding?.spec.validationActions, ["Deny"]);
    for (const { message, messageExpression } of spec.validations) {
      assert.ok(message.length > 0);
      if (messageExpression !== undefined)
        assert.equal(new Environment({ unlistedVariablesAreDyn: true }).check(messageExpression).valid, true);
    }
  }
});

interface Named {
  readonly name: string;
  readonly expression: string;
}

interface PolicyOrBinding {
  readonly kind: string;
  readonly metadata: { readonly name: string };
  readonly spec: {
    readonly failurePolicy?: string;
    readonly policyName?: string;
    readonly validationActions?: readonly string[];
    readonly matchConditions: readonly Named[];
    readonly variables: readonly Named[];
    readonly validations: readonly { readonly expression: string; readonly message: string; readonly messageExpression?: string }[];
  };
}

interface Admission {
  readonly request: object;
  readonly object: object | null;
  readonly oldObject: object | null;
}

function userOn(name: string) {
  return { username: "system:serviceaccount:ullage:ullage", groups: ["system:serviceaccounts"], extra: { [nodeKey]: [name] } };
}

function matches({ spec }: PolicyOrBinding, admission: Admission): boolean {
  return spec.matchConditions.every(({ expression }) => evaluated(expression, admission) === true);
}

function judged(name: string, given: Admission, refusal: RegExp | undefined): void {
  const policy = documents.find((document) => document.kind === "ValidatingAdmissionPolicy" && document.metadata.name === name);
  assert.ok(policy);
  // As JSON has it: a field without a value is none.
  const admission = JSON.parse(JSON.stringify(given)) as Admission;
  assert.equal(matches(policy, admission), true);
  // The first that is not true decides, an error as well (failurePolicy: Fail).
  const refusals = refusalsOf(policy, admission);
  if (refusal === undefined) assert.deepEqual(refusals, []);
  else assert.match(refusals.join("\n"), refusal);
}

function refusalsOf({ spec }: PolicyOrBinding, admission: Admission): readonly string[] {
  const variables: Record<string, unknown> = {};
  for (const { name, expression } of spec.variables) variables[name] = evaluated(expression, { ...admission, variables });
  return spec.validations.flatMap(({ expression, message, messageExpression }) => {
    const scope = { ...admission, variables };
    let outcome: unknown;
    try {
      outcome = evaluated(expression, scope);
    } catch (error) {
      return [`${message} (${error instanceof Error ? error.message : String(error)})`];
    }
    if (outcome === true) return [];
    return [messageExpression === undefined ? message : String(evaluated(messageExpression, scope))];
  });
}

function evaluated(expression: string, scope: object): unknown {
  return new Environment({ unlistedVariablesAreDyn: true }).evaluate(expression, { ...scope });
}
