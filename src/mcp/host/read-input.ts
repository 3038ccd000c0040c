import type { ToolContract, ToolInput } from "../../contract/tools/tool-contract.ts";
import { distance } from "../../model/edit-distance.ts";
import { nearest } from "../../model/nearest.ts";
import { ToolFailure } from "../../platform/tool-failure.ts";
import { harmlessText } from "../../report/harmless-text.ts";

/** The arguments of a call as the contract has them. Throws ToolFailure `bad-argument` with each that is wrong. */
export function readInput<C extends ToolContract>(contract: C, input: unknown): ToolInput<C> {
  const given: unknown = input ?? {};
  if (typeof given !== "object" || given === null || Array.isArray(given))
    throw new ToolFailure("bad-argument", "the arguments are no object");
  const known = Object.keys(contract.input.shape);
  const unknown = Object.keys(given).filter((name) => !known.includes(name));
  if (unknown.length > 0)
    throw new ToolFailure(
      "bad-argument",
      unknown
        .slice(0, mostNamed)
        .map((name) => unknownText(name, known))
        .join("; "),
    );
  const parsed = contract.input.safeParse(given);
  // The contract's own schema has said that it is this.
  if (parsed.success) return parsed.data as ToolInput<C>;
  const said = parsed.error.issues.slice(0, mostNamed).map(({ path, message }) => {
    const place = path
      .map((step) => (typeof step === "number" ? `[${step}]` : `.${String(step)}`))
      .join("")
      .replace(/^\./, "");
    return `${harmlessText(place)}: ${harmlessText(message).slice(0, longestMessage)}`;
  });
  throw new ToolFailure("bad-argument", said.join("; "));
}

const mostNamed = 5;
const longestMessage = 300;

function unknownText(name: string, known: readonly string[]): string {
  const shown = harmlessText(name).slice(0, 60);
  const plain = (text: string) => text.toLowerCase().replace(/[^a-z0-9]/g, "");
  const [near] = nearest(
    known,
    (candidate) => distance(plain(name), plain(candidate)),
    (far, candidate) => far <= Math.max(2, candidate.length / 3),
  );
  if (near !== undefined) return `${shown} is no parameter; ${near} is near it`;
  return `${shown} is no parameter; there are ${known.join(", ")}`;
}
