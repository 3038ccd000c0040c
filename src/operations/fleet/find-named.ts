import { distance } from "../../model/edit-distance.ts";
import { lettersApart, nearest } from "../../model/nearest.ts";
import type { NodeFacts } from "../../model/node-facts.ts";
import { ToolFailure } from "../../platform/tool-failure.ts";
import { harmlessText } from "../../report/harmless-text.ts";

/** A node with every name that it can be asked for by. */
export interface Named<T> {
  readonly facts: NodeFacts;
  /** The address of its agent, the id of its bundle. */
  readonly also: readonly string[];
  readonly node: T;
}

/**
 * The node that is meant: by name, id of the instance, CLUSTER/NAME, another of its names, or the first part of its name where no other node has the same. Undefined
 * where none is meant; throws ToolFailure `bad-argument` where several are.
 */
export function findNamed<T>(nodes: readonly Named<T>[], asked: string): T | undefined {
  const wanted = asked.trim();
  const instanceId = /^aws:\/\/[^/]*\/[^/]*\/(i-[0-9a-f]+)$/.exec(wanted)?.[1];
  const ways: readonly ((one: Named<T>) => boolean)[] = [
    ({ also }) => also.includes(wanted),
    ({ facts }) => facts.instanceId === (instanceId ?? wanted),
    ({ facts }) => facts.name === wanted,
    ({ facts }) => facts.cluster !== undefined && `${facts.cluster}/${facts.name}` === wanted,
    ({ facts }) => facts.name.toLowerCase() === wanted.toLowerCase(),
    ({ facts }) => shortName(facts.name) === wanted.toLowerCase(),
  ];
  for (const isMeant of ways) {
    const found = nodes.filter(isMeant);
    if (found.length > 1) throw severalAreMeant(wanted, found);
    if (found[0] !== undefined) return found[0].node;
  }
  return undefined;
}

/** Who is known, for a caller who named somebody else. */
export function unknownNode(asked: string, known: readonly Named<unknown>[], place: string): ToolFailure {
  const wanted = asked.trim().toLowerCase();
  const names = [
    ...new Set(known.flatMap(({ facts, also }) => [facts.name, ...(facts.instanceId === undefined ? [] : [facts.instanceId]), ...also])),
  ];
  const near = nearest(
    names,
    (name) => farness(name.toLowerCase(), wanted),
    (far, name) => far <= Math.max(2, Math.ceil(Math.max(name.length, wanted.length) / 3)),
  )
    .slice(0, shownNames)
    .map(harmlessText);
  const nearText = near.length === 0 ? "" : `; near: ${near.join(", ")}`;
  const whom = known.length === 1 ? "not the only node" : `none of the ${known.length} nodes`;
  return new ToolFailure("unknown-node", `${quoted(asked)} is ${whom} of ${place}${nearText}`);
}

function farness(name: string, wanted: string): number {
  return Math.min(lettersApart(name, wanted), distance(shortName(name), shortName(wanted)));
}

function severalAreMeant(asked: string, found: readonly Named<unknown>[]): ToolFailure {
  const names = found.map(({ facts, also }) => harmlessText(unambiguousName(facts, also)));
  const more = names.length > shownNames ? ` and ${names.length - shownNames} more` : "";
  return new ToolFailure(
    "bad-argument",
    `instanceId ${quoted(asked)} names ${found.length} nodes: ${names.slice(0, shownNames).join(", ")}${more}`,
    {
      next: "Call the tool again with one of these names.",
    },
  );
}

function unambiguousName({ name, cluster, instanceId }: NodeFacts, also: readonly string[]): string {
  return cluster === undefined ? (instanceId ?? also[0] ?? name) : `${cluster}/${name}`;
}

/** `ip-10-0-1-5` of `ip-10-0-1-5.eu-west-1.compute.internal`; an address has no short form. */
function shortName(name: string): string {
  return /^[\d.]+$/.test(name) ? name : (name.split(".")[0] ?? name).toLowerCase();
}

function quoted(text: string): string {
  return JSON.stringify(harmlessText(text.slice(0, longestShown)));
}

const shownNames = 5;
const longestShown = 100;
