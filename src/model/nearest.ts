import { distance } from "./edit-distance.ts";

/** What somebody may have meant who wrote something else: those that are near enough, the nearest first. */
export function nearest<T>(
  candidates: readonly T[],
  farOf: (candidate: T) => number,
  isNear: (far: number, candidate: T) => boolean = () => true,
): readonly T[] {
  return candidates
    .map((candidate) => ({ candidate, far: farOf(candidate) }))
    .filter(({ candidate, far }) => isNear(far, candidate))
    .toSorted((one, other) => one.far - other.far)
    .map(({ candidate }) => candidate);
}

/** The letters that differ; none where one of the two is a part of the other. */
export function lettersApart(name: string, wanted: string): number {
  return wanted !== "" && (name.includes(wanted) || wanted.includes(name)) ? 0 : distance(name, wanted);
}
