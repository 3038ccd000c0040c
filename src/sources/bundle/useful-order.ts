import type { BundleMember } from "./bundle-member.ts";

/**
 * What tells how to read the rest comes first: the manifest, the settings that turn a countdown into an age, the time of boot; the large tables and logs
 * come last, the largest first of them, whose size decides how they are counted. Names only save a second reading here; what a file is, its content says.
 */
export function inUsefulOrder<M extends BundleMember>(members: readonly M[]): readonly M[] {
  return members.toSorted(
    (left, right) =>
      rankOf(left) - rankOf(right) || right.bytes - left.bytes || (left.path < right.path ? -1 : left.path > right.path ? 1 : 0),
  );
}

function rankOf({ path }: BundleMember): number {
  if (/(?:^|\/)manifest\.json$/.test(path)) return 0;
  if (/(?:^|\/)(?:snapshot|earlier)\.json$/.test(path)) return 1;
  return /sysctl|stat|uname|hostname|meminfo|conntrack_mtu/i.test(path) ? 2 : 3;
}
