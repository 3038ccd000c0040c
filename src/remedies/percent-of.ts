/** A share as people read it: `31 %`. */
export function percentOf(share: number): string {
  return `${(share * 100).toFixed(0)} %`;
}
