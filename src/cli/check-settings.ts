import { InvalidArgumentError } from "commander";
import { checks } from "../checks/index.ts";
import type { CheckSettings } from "../checks/run-checks.ts";
import { seconds } from "./option-values.ts";

/** `usage.warningRatio=0.8`, given as often as there are thresholds to set. */
export function parseSetting(text: string, settings: CheckSettings = {}): CheckSettings {
  const match = /^([a-z-]+)\.([A-Za-z]+)=(.*)$/.exec(text);
  const [, id, threshold, valueText] = match ?? [];
  if (id === undefined || threshold === undefined || valueText === undefined) {
    throw new InvalidArgumentError("It has the form check.threshold=value, as usage.warningRatio=0.8.");
  }
  const check = checks.find((candidate) => candidate.id === id);
  if (check === undefined) throw new InvalidArgumentError(`There is no check ${id}. ${listOf("Checks", checkIds)}`);
  if (!Object.hasOwn(check.thresholds, threshold)) {
    throw new InvalidArgumentError(`The check ${id} has no threshold ${threshold}. ${listOf("Thresholds", Object.keys(check.thresholds))}`);
  }
  const value = valueText.trim() === "" ? Number.NaN : Number(valueText);
  if (!Number.isFinite(value) || value < 0) throw new InvalidArgumentError(`${id}.${threshold} is a number of at least 0.`);
  return { ...settings, [id]: { ...settings[id], [threshold]: value } };
}

/** `usage,drops`. */
export function parseOnly(text: string): readonly string[] {
  const ids = text
    .split(",")
    .map((id) => id.trim())
    .filter((id) => id !== "");
  const unknown = ids.find((id) => !checkIds.includes(id));
  if (unknown !== undefined) throw new InvalidArgumentError(`There is no check ${unknown}. ${listOf("Checks", checkIds)}`);
  if (ids.length === 0) throw new InvalidArgumentError("It names no check.");
  return ids;
}

/** Of the time between two samples. */
export const parseWindow = seconds(0, 3600);

const checkIds = checks.map(({ id }) => id);

function listOf(what: string, names: readonly string[]): string {
  return names.length === 0 ? `It has no ${what.toLowerCase()}.` : `${what}: ${names.join(", ")}.`;
}
