/**
 * Does something with each, so many at a time, and gives back what came of them in their order. What is thrown ends the others, and is thrown when they have ended.
 */
export async function atOnce<Item, Outcome>(
  items: readonly Item[],
  { most, signal }: { readonly most: number; readonly signal: AbortSignal },
  work: (item: Item, signal: AbortSignal) => Promise<Outcome>,
): Promise<readonly Outcome[]> {
  const outcomes = new Array<Outcome>(items.length);
  const stopping = new AbortController();
  const cut = AbortSignal.any([signal, stopping.signal]);
  const queue = items.entries();
  const worker = async () => {
    for (const [place, item] of queue) {
      if (cut.aborted) return;
      try {
        outcomes[place] = await work(item, cut);
      } catch (error) {
        stopping.abort(error);
        return;
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(most, items.length) }, worker));
  cut.throwIfAborted();
  return outcomes;
}
