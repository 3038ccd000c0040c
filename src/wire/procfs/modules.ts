/** The names in /proc/modules. */
export function parseLoadedModules(text: string): readonly string[] {
  return text.split("\n").flatMap((line) => /^(\S+)\s/.exec(line)?.[1] ?? []);
}

/** The names in /lib/modules/<release>/modules.builtin (`kernel/net/netfilter/nf_conntrack.ko`), spelt as the kernel spells loaded ones. */
export function parseBuiltinModules(text: string): readonly string[] {
  return text.split("\n").flatMap((line) => /([^/\s]+)\.ko\s*$/.exec(line)?.[1]?.replaceAll("-", "_") ?? []);
}
