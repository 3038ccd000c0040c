import { describeFound, type ReadingTime, seenAt } from "../../flows/find-flows/describe-found.ts";
import { lifeAfterClose } from "../../flows/find-flows/entry-age.ts";
import { findAnswers } from "../../flows/find-flows/find-answers.ts";
import { type AskedEnd, addressHolder, type FindOutcome } from "../../flows/find-flows/find-outcome.ts";
import { OwnerHistory } from "../../flows/find-flows/owner-history.ts";
import { type NamedPlaces, placesOfName } from "../../flows/find-flows/places-of-name.ts";
import { FindFlows, type WantedEnd } from "../../flows/find-flows.ts";
import { type Endpoint, isSingleAddress } from "../../flows/parse-endpoint.ts";
import type { AddressOwners } from "../../model/address-owners.ts";
import type { EntryTaker, TableToWalk, WalkWatch } from "./table-to-walk.ts";

export interface SearchOptions extends WalkWatch {
  readonly protocol?: number;
  readonly limit: number;
}

/** Who an address is must not depend on how many entries are shown; of more than these it is drawn from a part. */
const answeringEntries = 10_000;

/** Looks through a table once for what has both ends, and names what it finds. */
export async function searchTable(
  endpoints: readonly Endpoint[],
  table: TableToWalk,
  owners: AddressOwners,
  { protocol, limit, ...watch }: SearchOptions,
): Promise<FindOutcome> {
  const history = new OwnerHistory(owners);
  const named = endpoints.map((endpoint) => namedPlaces(endpoint, owners, history, table));
  const wanted = endpoints.map((endpoint, number) => named[number] ?? { places: placesOf(endpoint) });
  const { expectedEntries } = table;
  const conditions = {
    ...(protocol === undefined ? {} : { protocol }),
    ...(expectedEntries === undefined ? {} : { expectedEntries }),
    infersTimeout: table.timeouts.tcpEstablished === undefined,
  };
  const begin = () => ({
    finding: new FindFlows({ ...conditions, wanted, limit: endpoints.some(isSingleAddress) ? Math.max(limit, answeringEntries) : limit }),
    withoutPort: wantsPortOfAddress(endpoints) ? new FindFlows({ ...conditions, wanted: wanted.map(withoutPort), limit: 0 }) : undefined,
  });
  let { finding, withoutPort: aside } = begin();
  const taker: EntryTaker = {
    take(batch) {
      finding.add(batch);
      aside?.add(batch);
    },
    forget() {
      ({ finding, withoutPort: aside } = begin());
    },
  };
  const walked = await table.walk(taker, watch);
  const inferred = finding.inferEstablishedTimeout();
  const timeouts = inferred === undefined ? table.timeouts : { ...table.timeouts, tcpEstablished: inferred };
  const reading: ReadingTime = { takenAtMs: table.takenAtMs, timeouts };
  const entries = finding.flows.map((flow) => describeFound(flow, history, reading));
  return {
    ...walked,
    asked: endpoints.map((endpoint, number) => askedEnd(endpoint, named[number], history)),
    ...(protocol === undefined ? {} : { protocol }),
    takenAtMs: table.takenAtMs,
    walked: finding.walked,
    found: finding.found,
    entries: entries.slice(0, limit),
    answers: findAnswers(endpoints, entries),
    answeredFrom: entries.length,
    lives: lifeAfterClose(timeouts),
    areLivesTold: table.areTimeoutsTold,
    ...(aside === undefined || finding.found > 0 ? {} : { foundWithoutPort: aside.found }),
    isOwnNodeKnown: owners.nodes.some(({ isOwn }) => isOwn),
    namesFrom: owners.from,
  };
}

function placesOf(endpoint: Endpoint): WantedEnd["places"] {
  // A name that nobody knows is at no place.
  if (endpoint.kind === "name") return [];
  const port = endpoint.port === undefined ? {} : { port: endpoint.port };
  return [endpoint.kind === "address" ? { ...port, network: endpoint.network } : port];
}

function namedPlaces(endpoint: Endpoint, owners: AddressOwners, history: OwnerHistory, reading: ReadingTime): NamedPlaces | undefined {
  if (endpoint.kind !== "name") return undefined;
  return placesOfName(owners, endpoint, (flow, end) => history.ownerOf(flow, end, seenAt(flow, reading)));
}

function wantsPortOfAddress(endpoints: readonly Endpoint[]): boolean {
  return endpoints.every(({ kind }) => kind === "address") && endpoints.some(({ port }) => port !== undefined);
}

function withoutPort({ places }: WantedEnd): WantedEnd {
  return { places: places.map(({ network }) => (network === undefined ? {} : { network })) };
}

function askedEnd(endpoint: Endpoint, named: NamedPlaces | undefined, history: OwnerHistory): AskedEnd {
  const holder = addressHolder(endpoint, history);
  return {
    endpoint,
    ...(endpoint.kind === "name" ? { meant: named?.meant ?? [] } : {}),
    ...(holder === undefined ? {} : { holder }),
  };
}
