/** The smallest runbook there can be; cases change one place of it. */
export const smallRunbook = `---
title: "X1 — Example"
description: "An example."
status: active
severity: WARNING
triggers:
  - "limit:snat-ports"
  - "check:drops"
  - "time-outs to one place"
owner: somebody
objective: "To be parsed."
context: "None."
---

Words for the reader.

## Phase 1 — Triage

MUST:
- \`diagnose(instanceId={instanceId})\`: which limit,
  and how sure.
- \`errors(instanceId={instanceId}, severity="high")\`: the findings.

MAY:
- Ask a colleague.

## Phase 2 — Enrich

MUST:
- Where \`limit\` is \`snat-ports\` or \`none\`: ports are short, or nothing is.

SHOULD:
- Where \`limit\` is \`snat-ports\`: \`search(instanceId={instanceId}, query="a|b")\`, to see it.

## Phase 3 — Report

MUST:
- \`summarize(instanceId={instanceId}, finding_ids={findingIds})\`: in a paragraph.
- State \`root_cause\`: of the verdict.
- State \`mitigation\`: with ratings.

## Guardrails

escalation_conditions:
  - "Where \`limit\` is \`snat-ports\`: call the platform."
  - "Several nodes at once."

safety_ratings:
  - "Looking: GREEN – nothing changes."
  - "Changing: RED – needs approval."

## Common Issues

- symptoms: "a"
  diagnosis: "b"
  resolution: "c"

## Examples

\`\`\`
## no heading
diagnose(instanceId="node-7")
\`\`\`

## Output Format

\`\`\`yaml
root_cause: "x"
evidence:
  - type: x
    content: "x"
severity: "x"
mitigation:
  immediate: "x"
  long_term: "x"
\`\`\`
`;
