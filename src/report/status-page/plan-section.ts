import type { Diagnosis, Plan } from "../../model/verdict.ts";
import { countText } from "../figures.ts";
import { type Html, html, lines, section } from "./html.ts";

/** What to do, at once and for good. Nothing on the page does it. */
export function planSection({ plans }: Diagnosis): Html | undefined {
  return section("What to do", "plans", [planList("At once", plans, "immediate"), planList("For good", plans, "long-term")]);
}

function planList(title: string, plans: readonly Plan[], when: Plan["when"]): Html | undefined {
  const fitting = plans.filter((plan) => plan.when === when);
  return fitting.length === 0
    ? undefined
    : html`<h3>${title}</h3>
${fitting.map(planDetails)}`;
}

function planDetails(plan: Plan): Html {
  const { title, rating, because, commands, memoryBytes, owner, caution, verify, undo } = plan;
  return html`<details class="plan"><summary>${title} <span class="chip rating ${rating.toLowerCase()}">${rating}</span></summary>
<p>${because}</p>
${caution === undefined ? undefined : html`<p class="caution"><b>Caution:</b> ${caution}</p>`}
${commands.length === 0 ? undefined : html`<pre>${lines(commands)}</pre>`}
<p class="quiet">owner: ${owner}${memoryBytes === undefined ? "" : ` · costs ${countText(memoryBytes / 1_000_000)} MB of kernel memory`}</p>
${commandsUnder("Verify", verify)}${commandsUnder("Undo", undo)}</details>
`;
}

function commandsUnder(title: string, commands: readonly string[]): Html | undefined {
  return commands.length === 0 ? undefined : html`<p class="quiet">${title}</p><pre>${lines(commands)}</pre>`;
}
