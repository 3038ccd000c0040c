import { formatAddress, parseAddress } from "../../model/ip-address.ts";
import { AddressRedactor, type KeyedHash } from "./address-redactor.ts";
import { isPublicInterface, isPublicWord } from "./public-words.ts";

/**
 * Takes out of text what says whose it is, the same thing always in the same way: addresses (see AddressRedactor), MAC addresses, identifiers, paths, domains,
 * names in quotes behind a word of Kubernetes, and every name it was told of. Ports, times, numbers and the words of the programs stay.
 */
export class TextRedactor {
  readonly addresses: AddressRedactor;
  private readonly keyedHash: KeyedHash;
  private readonly hosts = new Set<string>();
  private readonly commands = new Set<string>();
  private readonly hashed = new Map<string, string>();
  private readonly onReplaced: ReplacementListener | undefined;
  private pattern: { readonly withCommands: RegExp; readonly withoutCommands: RegExp; readonly namesAlone: RegExp } | undefined;

  constructor(keyedHash: KeyedHash, onReplaced?: ReplacementListener) {
    this.keyedHash = keyedHash;
    this.onReplaced = onReplaced;
    this.addresses = new AddressRedactor(keyedHash);
  }

  /** Names of hosts, pods, containers and namespaces, to be replaced wherever they stand as words. */
  learnNames(names: Iterable<string>): void {
    for (const name of names) for (const part of [name, ...name.split(".")]) if (isTelling(part)) this.hosts.add(part);
    this.pattern = undefined;
  }

  /** Names of programs: replaced everywhere but in the kernel's own messages, whose words they may equal. */
  learnCommands(names: Iterable<string>): void {
    for (const name of names) if (isTelling(name)) this.commands.add(name);
    this.pattern = undefined;
  }

  /** One word. The same word gives the same, whatever its case; what everybody has stays. */
  name(text: string): string {
    const word = text.toLowerCase();
    if (isPublicWord(word) || /^name-[0-9a-f]{10}$/.test(word)) return text;
    const known = this.hashed.get(word);
    const redacted = known ?? `name-${hexOf(this.keyedHash(`name/${word}`), 5)}`;
    if (known === undefined) {
      if (this.hashed.size >= mostRemembered) this.hashed.clear();
      this.hashed.set(word, redacted);
    }
    this.onReplaced?.(text, redacted);
    return redacted;
  }

  /** A name with dots, label by label, so that names under one domain stay under one. */
  host(text: string): string {
    return text
      .split(".")
      .map((label) => this.name(label))
      .join(".");
  }

  interfaceName(text: string): string {
    return isPublicInterface(text) ? text : this.name(text);
  }

  path(text: string): string {
    const { kernelPath, rest } =
      /^(?<kernelPath>(?:\/[\w.-]+)?\/(?:proc\/\d+\/root|sys\/class\/net))(?<rest>\/.*)$/.exec(text)?.groups ?? {};
    if (kernelPath !== undefined && rest !== undefined) {
      const [, first = "", ...others] = rest.split("/");
      return kernelPath.endsWith("net") ? [kernelPath, this.interfaceName(first), ...others].join("/") : kernelPath + this.path(rest);
    }
    // The kernel's own files are named alike everywhere, whether or not the host's are mounted elsewhere.
    if (/^(?:\/[\w.-]+)?\/(?:proc|sys|dev)\//.test(text)) return text;
    return text
      .split("/")
      .map((segment) => this.fileName(segment))
      .join("/");
  }

  /** The part before the last dot, where that is followed by a public ending. */
  fileName(segment: string): string {
    if (segment === "" || isPublicWord(segment)) return segment;
    const [, stem, ending] = /^(.+)\.([A-Za-z0-9]{1,8})$/.exec(segment) ?? [];
    return stem !== undefined && ending !== undefined && isPublicWord(ending) ? `${this.name(stem)}.${ending}` : this.name(segment);
  }

  text(text: string): string {
    return this.replaceAll(text, this.patterns().withCommands);
  }

  /** Words of ours, in which names that it was told of, addresses and identifiers may stand: paths and domains are ours too. */
  ownWords(text: string): string {
    return this.replaceAll(text, this.patterns().namesAlone);
  }

  /** The text with everything that `text` would replace changed otherwise, as a whole. */
  marked(text: string, change: (found: string) => string): string {
    return this.replaceAll(text, this.patterns().withCommands, change);
  }

  /** A message of the kernel: names of programs only where the kernel puts one. */
  kernelMessage(message: string): string {
    const withoutPrograms = message.replace(programInMessage, (program) => this.name(program));
    return this.replaceAll(withoutPrograms, this.patterns().withoutCommands);
  }

  /** An address, or undefined where the text is none. */
  address(text: string): string | undefined {
    const words = parseAddress(text);
    return words === undefined ? undefined : formatAddress(...this.addresses.redact(...words));
  }

  private replaceAll(text: string, pattern: RegExp, change?: (found: string) => string): string {
    return text.replace(pattern, (whole: string, ...rest: unknown[]) => {
      const groups = rest.at(-1) as Record<Group, string | undefined>; // the pattern has named groups, so the last argument holds them
      const replaced = this.replacementOf(whole, groups);
      if (change !== undefined) return replaced === whole ? whole : change(whole);
      if (replaced !== whole) this.onReplaced?.(whole, replaced);
      return replaced;
    });
  }

  private replacementOf(whole: string, groups: Record<Group, string | undefined>): string {
    if (groups.name !== undefined) return this.host(whole);
    if (groups.mac !== undefined) return this.mac(whole);
    if (groups.ipv4 !== undefined || groups.ipv6 !== undefined) return this.network(whole);
    if (groups.dashed !== undefined) return this.address(whole.replaceAll("-", "."))?.replaceAll(".", "-") ?? whole;
    if (groups.url !== undefined) return this.url(whole);
    if (groups.arn !== undefined) return this.arn(whole);
    if (groups.mail !== undefined) return this.mail(whole);
    if (groups.pod !== undefined)
      return whole
        .split("/")
        .map((part) => this.name(part))
        .join("/");
    if (groups.object !== undefined) return this.object(whole);
    if (groups.identifier !== undefined || groups.looked !== undefined) return this.host(whole);
    if (groups.key !== undefined) return `${groups.key}"${this.quoted(groups.quoted ?? "")}"`;
    if (groups.plainKey !== undefined) return `${groups.plainKey}${this.quoted(groups.plain ?? "")}`;
    if (groups.path !== undefined) return this.path(whole);
    if (groups.domain !== undefined) return this.domain(whole);
    return whole;
  }

  private mac(text: string): string {
    if (/^(?:00:){5}00$|^(?:ff:){5}ff$/i.test(text)) return text;
    // The bit of locally administered addresses shows that no vendor gave it.
    return `02${this.keyedHash(`mac/${text.toLowerCase()}`)
      .slice(0, 5)
      .reduce((joined, byte) => `${joined}:${byte.toString(16).padStart(2, "0")}`, "")}`;
  }

  /** An address with or without the length of a network; the host part of a network stays empty. */
  private network(text: string): string {
    const [address = "", length] = text.split("/");
    const trimmed = parseAddress(address) === undefined && address.endsWith(":") ? address.slice(0, -1) : address;
    const words = parseAddress(trimmed);
    if (words === undefined) return text;
    const rest = text.slice(trimmed.length);
    const redacted = this.addresses.redact(...words);
    if (length === undefined) return formatAddress(...redacted) + rest;
    const bits = Number(length) + (trimmed.includes(":") ? 0 : 96);
    const isNetwork = words.every((word, index) => (word & ~maskOf(bits - index * 32)) === 0);
    const masked = isNetwork ? redacted.map((word, index) => (word & maskOf(bits - index * 32)) >>> 0) : redacted;
    return formatAddress(masked[0]!, masked[1]!, masked[2]!, masked[3]!) + rest;
  }

  /** Who is asked, and the path that is asked for; of a site that everybody can read neither says anything. */
  private url(text: string): string {
    const { scheme = "", user, authority = "", port = "", path = "" } = urlParts.exec(text)?.groups ?? {};
    const host =
      this.address(authority.replace(/^\[|\]$/g, "")) ?? (authority.includes(".") ? this.domain(authority) : this.host(authority));
    const shownHost = authority.startsWith("[") ? `[${host}]` : host;
    const isPublicSite =
      host === authority && /\.(?:com|io|net|org|dev)$/i.test(authority) && !/amazonaws|googleapis|azmk8s/i.test(authority);
    return `${scheme}${user === undefined ? "" : `${this.quoted(user)}@`}${shownHost}${port}${isPublicSite ? path : this.path(path)}`;
  }

  /** What kind of thing it names stays. */
  private arn(text: string): string {
    const [arn, partition, service, region, account = "", ...rest] = text.split(":");
    const resource = rest.map((part) => part.replace(/[^/]+/g, (word) => (resourceKinds.has(word) ? word : this.name(word))));
    const owner = /^\d{12}$/.test(account) ? this.account(account) : account;
    return [arn, partition, service, region, owner, ...resource].join(":");
  }

  /** A number is no word of anybody's, but this one is somebody's. */
  private account(number: string): string {
    return this.name(`account-${number}`);
  }

  private mail(text: string): string {
    const at = text.lastIndexOf("@");
    if (/\.(?:service|socket|target|slice|scope|timer|mount|device|path|swap)$/.test(text)) return text;
    return `${this.host(text.slice(0, at))}@${this.domain(text.slice(at + 1))}`;
  }

  /** `node/worker-7` and `pod/web-0`, but no `pods/status`. */
  private object(text: string): string {
    const [kind = "", ...names] = text.split("/");
    return [kind, ...names.map((name) => (subresources.has(name) ? name : this.host(name)))].join("/");
  }

  private quoted(text: string): string {
    const isAddress = /^[\d.:a-fA-F[\]/]+$/.test(text) && /[.:]/.test(text);
    return isAddress ? this.text(text) : text.replace(/[^/:,\s{}=[\]"]+/g, (part) => this.host(part));
  }

  /** Names of sysctls, `proxier.go` and the groups of Kubernetes' own interfaces are words of the programs. */
  private domain(text: string): string {
    if (/^(?:net\.(?:ipv[46]|netfilter|core)|kernel|vm|fs)\./.test(text)) return text;
    if (/\.go$|(?:^|\.)k8s\.io$|(?:^|\.)kubernetes\.io$|(?:^|\.)cluster\.local$/i.test(text) && !/\.svc\./.test(text)) return text;
    const [, account, rest] = /^(\d{12})(\.dkr\.ecr\..*)$/.exec(text) ?? [];
    return account === undefined || rest === undefined ? this.host(text) : this.account(account) + this.host(rest);
  }

  private patterns() {
    this.pattern ??= {
      withCommands: patternOf([...this.hosts, ...this.commands]),
      withoutCommands: patternOf([...this.hosts]),
      namesAlone: patternOf([...this.hosts, ...this.commands], partsOfOwnWords),
    };
    return this.pattern;
  }
}

/** Told of each word and address that was replaced, and by what; of a name with dots, of its labels as well. */
export type ReplacementListener = (original: string, replacement: string) => void;

type Group = (typeof groupNames)[number] | "quoted" | "plain";

const groupNames = [
  ...(["name", "url", "arn", "mac", "ipv6", "ipv4", "mail", "pod", "dashed", "identifier"] as const),
  ...(["key", "plainKey", "object", "looked", "path", "domain"] as const),
] as const;

const mostRemembered = 50_000;

function isTelling(name: string): boolean {
  return name.length >= 3 && !isPublicWord(name) && /[a-z]/i.test(name);
}

/** What stands first wins, so a name that holds an address is a name. */
function patternOf(names: readonly string[], wanted?: readonly Group[]): RegExp {
  const known = names.toSorted((left, right) => right.length - left.length).map((name) => name.replace(/[^\w]/g, "\\$&"));
  const alternatives = [
    ...(known.length === 0 ? ["(?<name>(?!))"] : [`(?<name>(?<![A-Za-z0-9])(?:${known.join("|")})(?![A-Za-z0-9]))`]),
    `(?<url>${urlText})`,
    `(?<arn>(?<![\\w:])arn:aws[a-z-]{0,12}:[a-z0-9-]{1,30}:[a-z0-9-]{0,30}:\\d{0,12}:[A-Za-z0-9_.:/+=@-]{1,300}[A-Za-z0-9])`,
    "(?<mac>(?<![\\w:])[0-9a-fA-F]{2}(?::[0-9a-fA-F]{2}){5}(?![\\w:]))",
    "(?<ipv6>(?<![\\w:])(?:[0-9a-fA-F]{0,4}:){2,8}(?:\\d{1,3}(?:\\.\\d{1,3}){3}|[0-9a-fA-F]{1,4})?(?:/\\d{1,3})?(?![\\w]))",
    "(?<ipv4>(?<!\\d|\\d\\.)\\d{1,3}(?:\\.\\d{1,3}){3}(?:/\\d{1,2})?(?!\\d|\\.\\d))",
    "(?<dashed>(?<!\\d|\\d-)\\d{1,3}(?:-\\d{1,3}){3}(?!\\d|-\\d))",
    "(?<mail>(?<![\\w.+%-])[A-Za-z0-9][\\w.+%-]{0,63}@(?:[A-Za-z0-9-]{1,63}\\.){1,8}[A-Za-z]{2,24}(?![\\w-]))",
    `(?<pod>(?<![\\w.-])(?:[a-z0-9][a-z0-9-]{0,62}[/_])?${podName}(?![A-Za-z0-9-]))`,
    `(?<identifier>(?<![0-9a-fA-F])(?:[0-9a-f]{8}(?:[-_][0-9a-f]{4}){3}[-_][0-9a-f]{12}|[0-9a-f]{32,64})(?![0-9a-fA-F])|(?<![A-Za-z0-9])(?:${cloudIds})-[0-9a-f]{8,17}(?![0-9a-zA-Z])|${nodeOfAPool})`,
    `(?<key>\\b(?:pods?|namespace|node|nodeName|service|servicePortName|svc|containerName|podName|host|hostname|cluster|user|err\\.node)=)"(?<quoted>[^"\\n]{0,400})"`,
    '(?<plainKey>(?:\\b(?:pod|podName|namespace|nodeName|hostname|cluster)=|"(?:pod|podName|namespace|node|nodeName|hostname|cluster|clusterName)"\\s{0,4}:\\s{0,4}"))(?<plain>[A-Za-z0-9][\\w./-]{1,252})',
    `(?<object>(?<![\\w./-])(?:${kindsOfObjects})/[a-z0-9][a-z0-9.-]{1,252}(?<![.-])(?![\\w/]))`,
    "(?<looked>(?<=\\blookup )[A-Za-z0-9][\\w.-]{1,252}(?<![.])(?=\\.?(?: on |: )))",
    "(?<path>(?<![A-Za-z0-9_.<])(?:/[A-Za-z0-9_.@+~%-]+)+/?)",
    "(?<domain>(?<![\\w.-])(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\\.)+[A-Za-z]{2,24}(?![\\w-]))",
  ];
  // A group that is left out is there and matches nothing: what replaces asks for each.
  const used = alternatives.map((one) =>
    wanted === undefined || wanted.some((group) => one.startsWith(`(?<${group}>`)) ? one : neverOf(one),
  );
  return new RegExp(used.join("|"), "g");
}

const partsOfOwnWords: readonly Group[] = ["name", "arn", "mac", "ipv6", "ipv4", "mail", "pod", "dashed", "identifier"];

/**
 * Kubernetes makes the ends of names of these letters, which spell no word (k8s.io/apimachinery/pkg/util/rand): behind a deployment's name ten or fewer for the
 * ReplicaSet and five for the pod. Behind one hash alone, as of a DaemonSet, five letters must have a digit among them, or `-https` would be one.
 */
const hashLetter = "[bcdfghjklmnpqrstvwxz2456789]";
const podName = `[a-z0-9](?:[a-z0-9-]{0,200}[a-z0-9])?-(?:${hashLetter}{6,10}-${hashLetter}{5}|(?=[a-z]{0,4}\\d)(?=\\d{0,4}[a-z])${hashLetter}{5})`;

/** Of EC2 and VPC. */
const cloudIds =
  "i|ami|eni|eni-attach|vol|snap|vpc|subnet|sg|sgr|rtb|igw|nat|acl|eipalloc|eipassoc|lt|tgw|tgw-attach|vpce|vpcx|pcx|fs|fsap|r|dopt|cgw|vgw|ipam";

/** As GKE and AKS name them, after the cluster and the pool. */
const nodeOfAPool = "(?<![\\w.-])(?:gke-[a-z0-9-]{1,80}-[0-9a-f]{8}-[a-z0-9]{4}|aks-[a-z0-9]{1,20}-\\d{8}-vmss[0-9a-z]{6})(?![A-Za-z0-9-])";

const kindsOfObjects = "nodes?|pods?|ns|namespaces?|deployments?|daemonsets?|statefulsets?|replicasets?|svc|services?|jobs?|cronjobs?";
/** What of an object is asked for (k8s.io/kubernetes/pkg/registry). */
const subresources: ReadonlySet<string> = new Set(
  "status scale log logs exec attach portforward proxy binding eviction resize ephemeralcontainers finalize token metrics spec".split(" "),
);

const resourceKinds: ReadonlySet<string> = new Set(
  "role user group policy instance-profile assumed-role cluster nodegroup instance volume vpc subnet security-group network-interface loadbalancer net app targetgroup listener repository function key log-group log-stream autoScalingGroup autoScalingGroupName launch-template root aws-service-role".split(
    " ",
  ),
);

/** Behind `unix://` there is a path. Ours are no addresses of anybody's. */
const urlText = "(?<![A-Za-z0-9+.-])(?!ullage:)[a-z][a-z0-9+.-]{1,20}://[A-Za-z0-9[](?:[^\\s\"'<>`,;(){}|\\\\?#]{0,600}[A-Za-z0-9\\]/_-])?";
const urlParts = /^(?<scheme>[a-z][a-z0-9+.-]*:\/\/)(?:(?<user>[^@/]*)@)?(?<authority>\[[^\]]*\]|[^:/]*)(?<port>:[^/]*)?(?<path>\/.*)?$/;

function neverOf(alternative: string): string {
  return [...alternative.matchAll(/\(\?<([A-Za-z0-9]+)>/g)].map(([, group]) => `(?<${group}>(?!))`).join("");
}

/** mm/oom_kill.c, arch fault handlers and audit. */
const programInMessage =
  /(?<=\bprocess \d{1,10} \()[^)]{1,16}(?=\))|(?<=\b(?:comm|task|exe)="?)[^\s",)]+|(?<=\bComm: )\S+|^[^\s:]+(?= invoked oom-killer)/g;

function maskOf(bits: number): number {
  if (bits <= 0) return 0;
  return bits >= 32 ? 0xffff_ffff : (0xffff_ffff << (32 - bits)) >>> 0;
}

function hexOf(bytes: Uint8Array, length: number): string {
  return bytes.slice(0, length).reduce((text, byte) => text + byte.toString(16).padStart(2, "0"), "");
}
