import { checks } from "../../checks/index.ts";
import { logPatterns } from "../../findings/patterns/index.ts";
import { causes } from "../../verdict/causes/index.ts";
import { claims } from "../../verdict/claims.ts";
import { limits } from "../../verdict/limits/index.ts";
import { lookAlikes } from "../../verdict/look-alikes/index.ts";
import { noLimit } from "../../verdict/no-limit.ts";

/** Of the programs that plans call, whose commands are to be run as they stand. */
const programs =
  "sysctl kubectl conntrack ethtool aws ullage printf sed curl grep diff sudo rm cat tee journalctl systemctl iptables nft ss awk jq";

/** In what way somebody runs, in the words of Kubernetes and of the node. */
const kinds =
  "deployment statefulset daemonset replicaset cronjob job pod service node container unit process infrastructure workload namespace";

/** Of two letters, as texts have them. */
const short = "an as at be by do if in is it no of on or so to up us we id ip io ok eu ms kb mb gb tb os vs";

const verdicts = [...limits, noLimit, ...lookAlikes, ...causes];

/** Words that verdicts, their reasons and commands are written in: a namespace that is called so has a name that everybody has. */
const ownWords: ReadonlySet<string> = new Set([
  ...verdicts.map(({ id }) => id),
  ...[programs, kinds, short, ...Object.values(claims).map(({ says }) => says), ...verdicts.flatMap(({ id, title }) => [id, title])]
    .join(" ")
    .toLowerCase()
    .split(/[^a-z_]+/),
]);

export function isOwnWord(name: string): boolean {
  return ownWords.has(name.toLowerCase());
}

/** What a finding is called in our words, and what lines of logs are known by. */
const catalogueWords: ReadonlySet<string> = new Set(
  [...checks.flatMap(({ id, title }) => [id, title]), ...logPatterns.flatMap(({ id, title, anyOf }) => [id, title, ...anyOf])]
    .flatMap((text) => [text, ...text.split(/[^A-Za-z0-9_-]+/), ...text.split(/[^A-Za-z0-9_]+/)])
    .map((word) => word.toLowerCase()),
);

/** Also that of no verdict: it says nothing of anybody. */
export function isCatalogueWord(word: string): boolean {
  return isOwnWord(word) || catalogueWords.has(word.toLowerCase());
}
