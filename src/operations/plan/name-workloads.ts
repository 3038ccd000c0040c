import { ScenarioMistake } from "../../analysis/what-if/parse-scenario.ts";
import type { Scenario } from "../../analysis/what-if/scenario.ts";
import type { OwnerIndex } from "../../flows/owners/owner-index.ts";
import { formatAddress, parseAddress } from "../../model/ip-address.ts";
import { lettersApart, nearest } from "../../model/nearest.ts";
import { workloadText } from "../../model/owner.ts";
import { parseOwnerName, workloadThatIsMeant } from "../../model/owner-name.ts";
import { harmlessText } from "../../report/harmless-text.ts";

/**
 * The scenario with each workload under the name that the table's figures have it by. It is settled before the table is walked: what is taken out by another name
 * than the figures have would be taken out of nothing. Throws ScenarioMistake.
 */
export function nameWorkloads(scenario: Scenario, index: OwnerIndex | undefined): Scenario {
  const { reuse, remove } = scenario;
  if (reuse === undefined && remove === undefined) return scenario;
  const owners = ownersOf(index);
  const nameOf = (text: string): string => {
    const wanted = parseOwnerName(text);
    const meant = [...new Set(owners.flatMap((owner) => workloadThatIsMeant(owner, wanted) ?? []))];
    const [name, another] = meant;
    if (another !== undefined)
      throw new ScenarioMistake(
        `several workloads have the name ${harmlessText(text)}: ${meant.slice(0, shownNames).map(harmlessText).join(", ")}.`,
      );
    return name ?? workloadAt(text, index) ?? refuseWorkload(text, owners.map(workloadText));
  };
  const reused = Object.entries(reuse ?? {}).map(([text, requests]) => [nameOf(text), requests] as const);
  const removed = [...new Set((remove ?? []).map(nameOf))];
  const names = reused.map(([name]) => name);
  const twice = names.find((name, at) => names.indexOf(name) !== at);
  if (twice !== undefined) throw new ScenarioMistake(`reuse is given twice for ${harmlessText(twice)}`);
  const contradicted = names.find((name) => removed.includes(name));
  if (contradicted !== undefined)
    throw new ScenarioMistake(`${harmlessText(contradicted)} is removed, and has no connections to use again: remove or reuse, not both`);
  return {
    ...scenario,
    ...(reuse === undefined ? {} : { reuse: Object.fromEntries(reused) }),
    ...(remove === undefined ? {} : { remove: removed }),
  };
}

/** A workload that is known may still have nothing in this table, which is told and not reckoned with. */
export function requireWorkloads({ reuse = {}, remove = [] }: Scenario, inTable: readonly string[]): void {
  for (const name of [...Object.keys(reuse), ...remove]) if (!inTable.includes(name)) refuseWorkload(name, inTable);
}

function refuseWorkload(text: string, known: readonly string[]): never {
  const near = nearestWorkloads(text, known).map(harmlessText);
  const others = near.length === 0 ? "No name in it is near; a client that has none goes by its address." : `Nearest: ${near.join(", ")}.`;
  throw new ScenarioMistake(`there is no workload ${harmlessText(text)} in the table. ${others}`);
}

function ownersOf(index: OwnerIndex | undefined) {
  return Array.from({ length: index?.size ?? 0 }, (_, at) => index?.namedOwner(at + 1)?.owner).filter((owner) => owner !== undefined);
}

/** The workload whose address was given, or the address itself, which is what nobody's entries are counted by. */
function workloadAt(text: string, index: OwnerIndex | undefined): string | undefined {
  const words = parseAddress(text);
  if (words === undefined) return undefined;
  const named = index?.whose(text);
  return named === undefined ? formatAddress(...words) : workloadText(named.owner);
}

const shownNames = 5;

/** The names that look most like one that does not exist, else those that come first. */
function nearestWorkloads(text: string, known: readonly string[]): readonly string[] {
  const wanted = text.toLowerCase();
  const partsOf = (name: string) => [name, ...name.split(/[ /]/)].map((part) => part.toLowerCase());
  return nearest([...new Set(known)], (name) => Math.min(...partsOf(name).map((part) => lettersApart(part, wanted)))).slice(0, shownNames);
}
