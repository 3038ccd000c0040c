/** Names for the bundles of one run: as each agent calls its own, and no two the same, since those of redacted nodes have no name of a node in them. */
export class BundleNames {
  private readonly taken = new Set<string>();

  /** `given` is a stranger's word: anything but the name of a bundle is passed over. */
  take(given: string | undefined, agent: string): string {
    const stem = /^(ullage-[A-Za-z0-9][A-Za-z0-9._-]{0,150})\.tar\.gz$/.exec(given ?? "")?.[1] ?? `ullage-${plain(agent)}`;
    for (let number = 1; ; number++) {
      const name = `${stem}${number === 1 ? "" : `-${number}`}.tar.gz`;
      if (this.taken.has(name)) continue;
      this.taken.add(name);
      return name;
    }
  }
}

function plain(agent: string): string {
  return agent
    .replace(/^https?:\/\/|^unix:/, "")
    .replace(/[^A-Za-z0-9._-]+/g, "_")
    .replace(/^[._-]+/, "")
    .slice(0, 150);
}
