export interface ResolvConf {
  readonly nameservers: readonly string[];
  readonly searchDomains: readonly string[];
  readonly options: readonly string[];
  /** A name with fewer dots is tried with every search domain first. */
  readonly ndots: number;
}

/** resolv.conf(5): the last `search` holds, the C library asks the first three servers. Undefined where no line is of that form. */
export function parseResolvConf(text: string): ResolvConf | undefined {
  const nameservers: string[] = [];
  let searchDomains: readonly string[] = [];
  const options: string[] = [];
  for (const line of text.split("\n")) {
    const [keyword, ...values] = line.trim().split(/\s+/);
    if (keyword === "nameserver" && values[0] !== undefined) nameservers.push(values[0]);
    else if (keyword === "search" || keyword === "domain") searchDomains = values;
    else if (keyword === "options") options.push(...values);
  }
  if (nameservers.length === 0 && searchDomains.length === 0 && options.length === 0) return undefined;
  const ndots = options.map((option) => /^ndots:(\d{1,3})$/.exec(option)?.[1]).findLast((value) => value !== undefined);
  return {
    nameservers: nameservers.slice(0, 8),
    searchDomains: searchDomains.slice(0, 8),
    options: options.slice(0, 12),
    ndots: ndots === undefined ? 1 : Number(ndots),
  };
}
