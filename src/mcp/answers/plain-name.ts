/** A name that somebody else gave, where it stands outside of any fence: a sentence is none, and is left out. */
export function plainName(name: string, otherwise: string): string {
  return /^[\w.:@+/-]{1,120}$/.test(name) ? name : otherwise;
}
