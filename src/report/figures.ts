/** Numbers as people read them; the same in every face. */
export function countText(count: number): string {
  return Math.round(count)
    .toString()
    .replace(/\B(?=(\d{3})+$)/g, ",");
}

export function percentText(ratio: number): string {
  return `${(ratio * 100).toFixed(1)} %`;
}
