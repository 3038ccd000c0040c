/** How often each label was judged as what, the labels down and the judgements across. */
export function confusionTable(pairs: readonly (readonly [expected: string, judged: string])[]): string {
  const words = [...new Set(pairs.flat())].sort();
  const width = Math.max(...words.map(({ length }) => length));
  const rows = words.map((expected) => {
    const counts = words.map((judged) => pairs.filter((pair) => pair[0] === expected && pair[1] === judged).length);
    return `${expected.padEnd(width)}  ${counts.map((count) => (count === 0 ? "." : String(count)).padStart(3)).join("")}`;
  });
  const right = pairs.filter(([expected, judged]) => expected === judged).length;
  return [...rows, `${right} of ${pairs.length} agree`].join("\n");
}
