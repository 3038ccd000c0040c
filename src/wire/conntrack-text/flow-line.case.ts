import { type LineProblemCode, lineProblem } from "./line-problem.ts";

const tuples = "src=10.0.0.1 dst=10.0.0.2 sport=1 dport=2 src=10.0.0.2 dst=10.0.0.1 sport=2 dport=1";
const icmpTuples = "src=10.0.0.1 dst=10.0.0.2 type=8 code=0 id=7 src=10.0.0.2 dst=10.0.0.1 type=0 code=0 id=7";

/** A whole entry that the malformed lines are variations of. */
export const goodLine = `tcp      6 100 ESTABLISHED ${tuples} [ASSURED] mark=0 use=1`;

export const malformedLines: readonly { readonly line: string; readonly problem: LineProblemCode }[] = [
  { line: "rubbish", problem: lineProblem.protocol },
  { line: "%!", problem: lineProblem.start },
  { line: `[NEW]`, problem: lineProblem.start },
  { line: `[WHAT] ${goodLine}`, problem: lineProblem.start },
  { line: `[NEW ${goodLine.replace("[ASSURED]", "")}`, problem: lineProblem.start },
  { line: `12:00 ${goodLine}`, problem: lineProblem.start },
  { line: "tcp", problem: lineProblem.protocol },
  { line: "ipv4     2", problem: lineProblem.start },
  { line: `ipv4 two ${goodLine}`, problem: lineProblem.familyColumn },
  { line: `ipv6     10 ${goodLine}`, problem: lineProblem.familyColumn },
  { line: goodLine.replace("6 100", "six 100"), problem: lineProblem.protocol },
  { line: goodLine.replace("6 100", "256 100"), problem: lineProblem.protocol },
  { line: goodLine.replace(" 100 ", " 1OO "), problem: lineProblem.timeout },
  { line: goodLine.replace(" 100 ", " 4294967296 "), problem: lineProblem.timeout },
  { line: goodLine.replace("src=10.0.0.1", "src=10.0.0.256"), problem: lineProblem.source },
  { line: goodLine.replace("src=10.0.0.1", "src=10.0.0"), problem: lineProblem.source },
  { line: goodLine.replace("src=10.0.0.1", "src=10.0.0.1.5"), problem: lineProblem.source },
  { line: goodLine.replace("src=10.0.0.1", "src="), problem: lineProblem.source },
  { line: goodLine.replace("dst=10.0.0.2", "dst=1::2::3"), problem: lineProblem.destination },
  { line: goodLine.replace("dst=10.0.0.2", "dst=1:2:3:4:5:6:7"), problem: lineProblem.destination },
  { line: goodLine.replace("dst=10.0.0.2", "dst=fd00::12345"), problem: lineProblem.destination },
  { line: goodLine.replace("dst=10.0.0.2", "dst=fd00::g"), problem: lineProblem.destination },
  { line: goodLine.replace("sport=1", "sport=65536"), problem: lineProblem.sourcePort },
  { line: goodLine.replace("sport=1", "sport="), problem: lineProblem.sourcePort },
  { line: goodLine.replace("dport=2", "dport=-2"), problem: lineProblem.destinationPort },
  { line: goodLine.replace("dport=2", "dport=2x"), problem: lineProblem.destinationPort },
  { line: goodLine.replace("dport=2", "srckey=0x10000"), problem: lineProblem.sourcePort },
  { line: `icmp     1 30 ${icmpTuples.replace("type=8", "type=256")}`, problem: lineProblem.icmp },
  { line: `icmp     1 30 ${icmpTuples.replace("id=7", "id=65536")}`, problem: lineProblem.icmp },
  { line: `icmp     1 30 ${icmpTuples.replace("code=0 ", "")}`, problem: lineProblem.missingIcmp },
  { line: `icmp     1 30 ${icmpTuples} sport=1`, problem: lineProblem.icmpPorts },
  { line: goodLine.replace("mark=0", "mark=0 zone=65536"), problem: lineProblem.zone },
  { line: goodLine.replace("mark=0", "mark=0 zone-orig=x"), problem: lineProblem.zone },
  { line: goodLine.replace("mark=0", "mark=4294967296"), problem: lineProblem.mark },
  { line: goodLine.replace("mark=0", "mark=0x"), problem: lineProblem.mark },
  { line: goodLine.replace("use=1", "use=1 id=99999999999"), problem: lineProblem.id },
  { line: goodLine.replace("use=1", "use=one"), problem: lineProblem.useCount },
  { line: goodLine.replace("mark=0", "packets=many mark=0"), problem: lineProblem.counters },
  { line: `${goodLine} src=10.0.0.9`, problem: lineProblem.thirdTuple },
  { line: goodLine.replace("src=10.0.0.1 ", ""), problem: lineProblem.missingOriginal },
  { line: "tcp      6 100 ESTABLISHED [ASSURED] mark=0 use=1", problem: lineProblem.missingOriginal },
  { line: "tcp      6 100 sport=1", problem: lineProblem.missingOriginal },
  { line: "udp      17 30 src=10.0.0.1 dst=10.0.0.2 sport=1 dport=2 mark=0 use=1", problem: lineProblem.missingReply },
  { line: goodLine.replace("sport=2 dport=1", ""), problem: lineProblem.missingPorts },
  { line: goodLine.replace("dst=10.0.0.2", "dst=fd00::2"), problem: lineProblem.mixedFamilies },
  { line: `${goodLine.replace("use=1", "")}conntrack v1.4.7 (conntrack-tools): 1 flow entries`, problem: lineProblem.remarkInside },
];

export const ignoredLines: readonly string[] = [
  "",
  "   \t",
  "*** Output of conntrack -L ***",
  "# a comment",
  "$ conntrack -L",
  "+ conntrack -L",
  "==> node_conntrack_table.txt <==",
  "-----",
  "conntrack v1.4.7 (conntrack-tools): 42 flow entries have been shown.",
  "cpu=0   \tfound=0 invalid=0 insert=0 insert_failed=0 drop=0 early_drop=0 error=0 search_restart=0",
];
