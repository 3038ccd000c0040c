import type { AgentStatus } from "../../model/agent-status.ts";
import { durationText } from "../../model/duration-text.ts";
import type { Diagnosis, StandingCause } from "../../model/verdict.ts";
import { culpritWords } from "../../verdict/culprit-words.ts";
import { percentText } from "../figures.ts";
import { victimText } from "../victim-blocks.ts";
import { type Html, html, section } from "./html.ts";

/** Which limit, why, who, and whom to call. */
export function verdictSection(status: AgentStatus): Html {
  const { judgement } = status;
  if (judgement === undefined) {
    return html`<section class="card verdict unknown" aria-labelledby="verdict"><h2 id="verdict">Verdict</h2>
<p class="limit">not yet</p><p>Nothing was judged so far. ${status.works.find(({ work }) => work === "judge")?.reason}</p></section>
`;
  }
  const { diagnosis, atMonotonicMs } = judgement;
  const { limit, severity, confidence, summary } = diagnosis.verdict;
  const age = durationText(Math.max(0, (status.monotonicMs - atMonotonicMs) / 1000));
  return html`<section class="card verdict ${severity}" aria-labelledby="verdict"><h2 id="verdict">Verdict</h2>
<p class="limit">${limit} <span class="chip ${severity}">${severity}</span></p>
<p class="quiet">confidence ${confidence} · judged ${age} ago</p>
<p>${summary}</p>
${whyList(diagnosis)}</section>
`;
}

function whyList({ verdict, victims }: Diagnosis): Html | undefined {
  const items = [
    ...verdict.causes.map(
      (cause) => html`<li><b>${cause.id}</b> <span class="quiet">${cause.confidence}</span><br>${cause.because}${pointedAt(cause)}</li>
`,
    ),
    ...verdict.lookAlikes.map(
      ({ id, confidence, because }) => html`<li><b>${id}</b> <span class="quiet">not a full table, ${confidence}</span><br>${because}</li>
`,
    ),
    ...victims.slice(0, mostVictims).map(
      (victim) => html`<li><b>suffers</b><br>${victimText(victim)}</li>
`,
    ),
    ...[...Map.groupBy(verdict.escalation, ({ to }) => to)].map(
      ([to, calls]) => html`<li><b>call ${to}</b>${calls.map(({ because }) => html`<br>${because}`)}</li>
`,
    ),
  ];
  return items.length === 0 ? undefined : html`<ul class="parted">${items}</ul>`;
}

const mostVictims = 3;

function pointedAt({ workload, share, isAtLeast, ...where }: StandingCause): Html | undefined {
  if (workload === undefined) return undefined;
  const part = share === undefined ? "" : `, ${isAtLeast === true ? "at least " : ""}${percentText(share)} of the table`;
  return html`; most of all <b>${culpritWords({ ...where, name: workload })}</b>${part}`;
}

/** By what the table showed over some minutes, beside what the verdict rests on. */
export function suspectSection({ suspects }: AgentStatus): Html | undefined {
  if (suspects.length === 0) return undefined;
  return section("Who seems to fill it", "suspects", [
    html`<ul class="parted">${suspects.map(
      ({
        cause,
        name,
        confidence,
        because,
        share,
      }) => html`<li><b>${name}</b> <span class="quiet">${cause}, ${confidence}, ${percentText(share)} of the table</span><br>${because}</li>
`,
    )}</ul>`,
  ]);
}
