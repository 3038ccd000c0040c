/**
 * The longest that an entry stays counted after it has expired, unless a packet or a walk of the table comes across it. The kernel's collector (gc_worker in
 * nf_conntrack_core.c) goes through all tables within 16 s up to Linux 5.13, every 120 s from 5.14 on, and since 5.18 every 1 to 60 s, by how much longer
 * entries have on average: among many ESTABLISHED connections every 60 s.
 */
export const longestTurnSeconds = 120;

/**
 * Whether a rise of the count may be nothing but what has expired in a table that stands still. As many are born then as expire, and each has lived for its
 * timeout first, so that there are at least growth × the shortest timeout of them.
 */
export function mayBeUncollected(perSecond: number, entriesBefore: number, shortestTimeoutSeconds: number): boolean {
  return entriesBefore >= perSecond * Math.max(1, shortestTimeoutSeconds);
}
