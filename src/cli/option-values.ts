import { InvalidArgumentError } from "commander";

/** What commander is given to read an option's value with. */
export function wholeNumber(least: number, most: number): (text: string) => number {
  return (text) => {
    const number = Number(text);
    if (!/^\d{1,15}$/.test(text) || number < least || number > most)
      throw new InvalidArgumentError(`It is a whole number from ${least} to ${most}.`);
    return number;
  };
}

export function seconds(least: number, most: number): (text: string) => number {
  return (text) => {
    const number = text.trim() === "" ? Number.NaN : Number(text);
    if (!(number >= least && number <= most)) throw new InvalidArgumentError(`It is a number of seconds from ${least} to ${most}.`);
    return number;
  };
}

/** Of an option that may be given several times. */
export function gathered<T>(value: T, before: readonly T[] | undefined): readonly T[] {
  return [...(before ?? []), value];
}
