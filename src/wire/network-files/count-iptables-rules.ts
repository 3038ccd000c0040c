/** What the rules of netfilter are, by their numbers; of single ones those that drop. */
export interface RuleCount {
  readonly rules: number;
  readonly chains: number;
  /** Chains of kube-proxy, one for each port of a Service. */
  readonly serviceChains: number;
  /** Built-in chains that drop whatever no rule takes. */
  readonly droppingPolicies: readonly string[];
  /** Rules that drop or reject and have done so, the busiest first; how often is counted since the rule was made. */
  readonly busyDrops: readonly { readonly chain: string; readonly packets: number; readonly rule: string }[];
  /** Rules that exempt packets from connection tracking. */
  readonly untracking: number;
}

/** Of `iptables -L -n -v`, with or without -t, of `iptables-save`, or of a bundle's own rule_counts.txt. Undefined for anything else. */
export function countIptablesRules(text: string): RuleCount | undefined {
  const count = new RuleCounting();
  for (const line of text.split("\n")) count.line(line);
  return count.result();
}

class RuleCounting {
  #rules = 0;
  #untracking = 0;
  #isKnown = false;
  readonly #chains = new Set<string>();
  readonly #policies: string[] = [];
  readonly #drops: { readonly chain: string; readonly packets: number; readonly rule: string }[] = [];
  #table = "";
  #chain = "";

  line(line: string): void {
    const listed = /^Chain (\S+) \((?:policy (\w+)|\d+ references)/.exec(line);
    const saved = /^:(\S+) (\S+) \[/.exec(line);
    if (listed?.[1] !== undefined) this.#begin(listed[1], listed[2]);
    else if (saved?.[1] !== undefined) this.#begin(`${this.#table}${saved[1]}`, saved[2]);
    else if (/^\*\w+$/.test(line)) this.#table = `${line.slice(1)} `;
    else if (line.startsWith("-A ")) this.#saved(line);
    else if (/^\s*\d+[KMGT]?\s+\d+[KMGT]?\s+\S/.test(line) && this.#chain !== "") this.#listed(line);
    else this.#counted(line);
  }

  #begin(chain: string, policy: string | undefined): void {
    this.#isKnown = true;
    this.#chain = chain;
    this.#chains.add(chain);
    if (policy === "DROP") this.#policies.push(chain);
  }

  #saved(line: string): void {
    this.#rules++;
    if (/ -j (?:NOTRACK|CT --notrack)/.test(line)) this.#untracking++;
  }

  #listed(line: string): void {
    this.#rules++;
    const [packets = "", , target = ""] = line.trim().split(/\s+/, 3);
    if (target === "NOTRACK" || /\bCT\b.*notrack/i.test(line)) this.#untracking++;
    const often = numberOf(packets);
    if ((target === "DROP" || target === "REJECT") && often > 0) {
      this.#drops.push({ chain: this.#chain, packets: often, rule: line.trim().replaceAll(/\s+/g, " ").slice(0, 200) });
    }
  }

  /** `ip nat KUBE-SERVICES 12` of a bundle of our own. */
  #counted(line: string): void {
    if (line.startsWith("# rules by family, table and chain")) this.#isKnown = true;
    const counted = /^(ip6?|inet|arp|bridge|netdev) (\S+) (\S+) (\d+)$/.exec(line);
    if (counted === null) return;
    this.#isKnown = true;
    this.#chains.add(`${counted[1]} ${counted[2]} ${counted[3]}`);
    this.#rules += Number(counted[4]);
  }

  result(): RuleCount | undefined {
    if (!this.#isKnown) return undefined;
    return {
      rules: this.#rules,
      chains: this.#chains.size,
      serviceChains: [...this.#chains].filter((chain) => /(?:^| )KUBE-SVC-/.test(chain)).length,
      droppingPolicies: this.#policies,
      busyDrops: this.#drops.toSorted((left, right) => right.packets - left.packets).slice(0, 5),
      untracking: this.#untracking,
    };
  }
}

/** iptables writes `12K` and `3M` of a thousand each. */
function numberOf(text: string): number {
  const [, digits = "0", unit = ""] = /^(\d+)([KMGT]?)/.exec(text) ?? [];
  return Number(digits) * 1000 ** " KMGT".indexOf(unit === "" ? " " : unit);
}
