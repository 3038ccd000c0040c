import type { CauseId } from "../model/verdict.ts";
import { type ClientExamples, examplesFor } from "./client-examples.ts";
import { counterAtRest } from "./counter-at-rest.ts";
import { draftForWorkload } from "./draft-for-workload.ts";
import { type PlanDraft, type Remedy, type Situation, stands, type VerdictId } from "./remedy.ts";
import { addressOfCause, culpritAddresses, findPodCommand, holderOf } from "./situation-readings.ts";

interface ConnectionRow {
  readonly id: string;
  readonly title: string;
  readonly why: string;
  readonly causes: readonly CauseId[];
  readonly helpsAgainst: readonly [VerdictId, ...VerdictId[]];
  readonly examples: ClientExamples;
  readonly analyze: string;
  readonly caution: string;
}

const rows: readonly ConnectionRow[] = [
  {
    id: "reuse-connections",
    title: "Use connections again instead of opening one for each request",
    why: "A connection that is used again costs one entry for all its requests; one for each request costs an entry each, for its own time and for two minutes of TIME_WAIT after it, and a source port for as long.",
    causes: ["connection-churn", "fan-out"],
    helpsAgainst: ["connection-churn", "fan-out", "snat-ports", "ephemeral-ports"],
    analyze: "ullage analyze --filter protocol=tcp --filter state=TIME_WAIT --by source,destination,port --limit 10",
    examples: {
      go: [
        "// One client for the process; the default keeps 2 idle connections a host. Read each body to its end and close it.",
        "transport := http.DefaultTransport.(*http.Transport).Clone()",
        "transport.MaxIdleConnsPerHost = 50",
        "transport.IdleConnTimeout = 90 * time.Second",
        "client := &http.Client{Transport: transport, Timeout: 10 * time.Second}",
      ],
      java: [
        "// One manager for the process (Apache HttpClient 5); java.net.http.HttpClient pools by itself if there is one instance of it.",
        "PoolingHttpClientConnectionManager pool = PoolingHttpClientConnectionManagerBuilder.create().setMaxConnPerRoute(50).setMaxConnTotal(200).build();",
        "CloseableHttpClient client = HttpClients.custom().setConnectionManager(pool).build();",
      ],
      node: [
        "// One agent for the process; before Node.js 19 the default agent keeps no connection.",
        "const agent = new https.Agent({ keepAlive: true, maxSockets: 50, maxFreeSockets: 10 });",
        "https.get(url, { agent }, onResponse);",
      ],
      python: [
        "# One session for the process instead of requests.get() for each request",
        "session = requests.Session()",
        'session.mount("https://", requests.adapters.HTTPAdapter(pool_connections=10, pool_maxsize=50))',
      ],
    },
    caution:
      "A connection that is kept long stays with one endpoint, so a Service spreads load less evenly: give connections a greatest age of some minutes.",
  },
  {
    id: "close-idle-connections",
    title: "Bound the pools and close connections that are idle",
    why: "A connection that is opened and not closed keeps its entry for days, and five idle ones cost as much as five busy ones.",
    causes: ["connection-leak"],
    helpsAgainst: ["connection-leak"],
    analyze: "ullage analyze --filter protocol=tcp --filter state=ESTABLISHED --by source,destination,idle-age --limit 10",
    examples: {
      go: [
        "// A body that is not closed leaks its connection: defer response.Body.Close() after each request.",
        "db.SetMaxOpenConns(20)",
        "db.SetMaxIdleConns(5)",
        "db.SetConnMaxIdleTime(5 * time.Minute)",
      ],
      java: [
        "// HikariCP",
        "config.setMaximumPoolSize(20);",
        "config.setIdleTimeout(300_000);",
        "config.setLeakDetectionThreshold(60_000);",
      ],
      node: [
        "// pg; a client that is taken must be released in finally",
        "const pool = new Pool({ max: 20, idleTimeoutMillis: 300_000 });",
      ],
      python: [
        "# SQLAlchemy; a connection is given back at the end of its with block",
        "engine = create_engine(url, pool_size=20, max_overflow=0, pool_recycle=1800)",
      ],
    },
    caution: "The entries of connections that have leaked already go when the process that holds them ends, or when they time out.",
  },
];

export const clientConnections: readonly Remedy[] = rows.map((row) => ({
  id: row.id,
  title: row.title,
  kind: "change",
  when: "long-term",
  rating: "YELLOW",
  why: row.why,
  helpsAgainst: row.helpsAgainst,
  doesNotHelpAgainst: ["hash-undersized"],
  plan: (situation) => connectionPlan(row, situation),
}));

function connectionPlan(row: ConnectionRow, situation: Situation): PlanDraft {
  const client = addressOfCause(situation, row.causes) ?? culpritAddresses(situation, "client")[0];
  const holder = client === undefined ? undefined : holderOf(situation, client);
  const draft = {
    because:
      holder === undefined
        ? "No single client is known by its address; the first command shows who it is."
        : `${holder.words}${holder.shareText === undefined ? "" : ` holds ${holder.shareText} of the table and`} is where to begin.`,
    commands: [row.analyze, findPodCommand(client), ...examplesFor(situation, row.examples)],
    verify: [
      ...(stands(situation, "ephemeral-ports")
        ? ["TCPTimeWaitOverflow and the ports in use must stop rising: ullage check --only ephemeral-ports"]
        : []),
      ...counterAtRest(situation),
    ],
    undo: ["kubectl -n NAMESPACE rollout undo deployment/WORKLOAD"],
    owner: "the workload's developers",
    caution: row.caution,
  };
  return draftForWorkload(draft, holder?.name);
}
