import type { ClusterNodeFacts, NodeFacts } from "../../model/node-facts.ts";
import type { UnansweredAgent } from "../../model/unanswered-agent.ts";
import { type Clock, systemClock } from "../../platform/clock.ts";
import { errorText } from "../../platform/error-text.ts";
import { SharedAnswer } from "../../platform/shared-answer.ts";
import { ToolFailure } from "../../platform/tool-failure.ts";
import { harmlessText } from "../../report/harmless-text.ts";
import type { AgentClient } from "../../sources/agents/agent-client.ts";
import { AgentFailure } from "../../sources/agents/agent-failure.ts";
import { askAgents } from "../../sources/agents/ask-agents.ts";
import type { BundleShelf } from "../bundle-shelf/bundle-shelf.ts";
import { AgentIdentities, type AgentIdentity } from "./agent-identities.ts";
import { agentNode } from "./agent-node.ts";
import { bundleNode } from "./bundle-node.ts";
import { CountedTables } from "./counted-tables.ts";
import { findNamed, type Named, unknownNode } from "./find-named.ts";
import type { Fleet, FleetListing, FleetNode } from "./fleet.ts";
import { findBundle, namedBundle, newestOfEach } from "./open-bundle-fleet.ts";
import { standIn } from "./stand-in.ts";

export interface AgentFleetOptions {
  readonly agents: readonly AgentClient[];
  /** For each question to each agent. */
  readonly deadlineMs: number;
  readonly shelf: BundleShelf;
  /** Who the agents are by this time, where a cluster can tell: pods are replaced, and nodes come and go. */
  readonly relist?: (signal: AbortSignal) => Promise<readonly AgentClient[]>;
  /** What the cluster says of its nodes, by their names. */
  readonly nodeFacts?: (signal: AbortSignal) => Promise<ReadonlyMap<string, ClusterNodeFacts>>;
  /** The cluster that all of them are of, where it is known. */
  readonly cluster?: string;
  readonly clock?: Clock;
  /** How often agents are asked whether they live, so that the connections to them are there when no other can be made. */
  readonly stayConnectedMs?: number;
  /** What is to be closed with the fleet, such as the way to the cluster. */
  readonly onClose?: () => void;
}

/** A list of nodes is a burst of new connections: asked for again at once it is the same one. */
const listingKeptMs = 5_000;
const rosterKeptMs = 60_000;
/** An agent closes a connection that was silent for ten minutes; and a NAT gateway forgets one after 350 s. */
const stayConnectedMs = 240_000;

/** The nodes that agents watch. Who does not answer is named, and spoken for by the newest bundle of the node. */
export function openAgentFleet(options: AgentFleetOptions): Fleet {
  const fleet = new AgentFleet(options);
  return {
    kind: "agents",
    description: options.agents.length === 1 ? "one agent" : `${options.agents.length} agents`,
    list: (signal) => fleet.list(signal),
    find: (instanceId, signal) => fleet.find(instanceId, signal),
    async close() {
      fleet.close();
      options.onClose?.();
    },
  };
}

/** Who the agents are, and what the cluster says of their nodes. */
interface Roster {
  readonly agents: readonly AgentClient[];
  readonly facts: ReadonlyMap<string, ClusterNodeFacts>;
  readonly remarks: readonly string[];
}

class AgentFleet {
  private readonly options: AgentFleetOptions;
  private readonly clock: Clock;
  private readonly counted = new CountedTables();
  private readonly identities: AgentIdentities;
  private readonly roster: SharedAnswer<Roster>;
  private readonly listing: SharedAnswer<FleetListing>;
  /** By the name of the agent: what questions share is kept by the node. */
  private readonly nodes = new Map<string, { readonly agent: AgentClient; readonly key: string; readonly node: FleetNode }>();
  private readonly closing = new AbortController();
  private readonly heartbeat: NodeJS.Timeout;
  private agents: readonly AgentClient[];

  constructor(options: AgentFleetOptions) {
    this.options = options;
    this.clock = options.clock ?? systemClock;
    this.identities = new AgentIdentities(this.clock, options.deadlineMs);
    this.agents = options.agents;
    this.roster = new SharedAnswer({ find: (signal) => this.readRoster(signal), keepMs: rosterKeptMs, clock: this.clock });
    this.listing = new SharedAnswer({ find: (signal) => this.askAll(signal), keepMs: listingKeptMs, clock: this.clock });
    this.heartbeat = setInterval(() => void this.stayConnected(), options.stayConnectedMs ?? stayConnectedMs).unref();
  }

  close(): void {
    clearInterval(this.heartbeat);
    this.closing.abort();
  }

  list(signal: AbortSignal): Promise<FleetListing> {
    return this.listing.get(signal);
  }

  async find(asked: string, signal: AbortSignal): Promise<FleetNode> {
    const { agents, facts } = await this.roster.get(signal);
    const own = agents.find(({ name }) => name === asked.trim() || facts.get(name)?.instanceId === asked.trim());
    if (own !== undefined) return this.findByAgent(own, facts, signal);
    const known = this.namedAgents(agents, facts);
    // A name is enough only where every other one is known: another agent may watch a node of the same name.
    if (known.length === agents.length) {
      const found = findNamed(known, asked);
      if (found !== undefined) return found;
    }
    const { nodes, unanswered } = await this.list(signal);
    const listed = [...this.namedAgents(agents, facts), ...nodes.filter(({ isLive }) => !isLive).map(namedNode)];
    const found = findNamed(listed, asked);
    if (found !== undefined) return found;
    const { shelf } = this.options;
    const { bundles } = await shelf.list(signal);
    const bundle = findBundle(bundles, asked);
    if (bundle !== undefined) return bundleNode({ bundle, shelf, counted: this.counted });
    const silentNames = unanswered.map(({ agent }): Named<string> => ({ facts: { name: agent }, also: [], node: agent }));
    throw unknownNode(asked, [...listed, ...silentNames, ...newestOfEach(bundles).map(namedBundle)], this.place(agents));
  }

  /** In a cluster agents go by the names of their nodes, so that nobody else has to be asked. */
  private async findByAgent(agent: AgentClient, facts: Roster["facts"], signal: AbortSignal): Promise<FleetNode> {
    try {
      if (this.identities.of(agent) === undefined) await this.identities.ask(agent, signal);
    } catch (error) {
      if (!(error instanceof AgentFailure)) throw error;
      const { code, message } = error;
      const node = await this.standInFor({ agent: agent.name, code, because: message }, facts, signal);
      if (node === undefined) throw new ToolFailure("node-unanswered", harmlessText(`${agent.name}: ${message}`), { cause: error });
      return node;
    }
    const node = this.nodeOf(agent, facts);
    if (node === undefined) throw new Error("an agent that said who it is is not known");
    return node;
  }

  private async askAll(signal: AbortSignal): Promise<FleetListing> {
    const { agents, facts, remarks } = await this.roster.get(signal);
    const { answers, unanswered } = await askAgents(agents, (agent, cut) => this.identities.ask(agent, cut), { signal });
    const answering = new Set(answers.map(({ agent }) => agent));
    const nodes = agents.filter(({ name }) => answering.has(name)).flatMap((agent) => this.nodeOf(agent, facts) ?? []);
    const standIns = await Promise.all(unanswered.map((silent) => this.standInFor(silent, facts, signal)));
    const spokenFor = standIns.flatMap((node) => node ?? []);
    const silentRemarks = spokenFor.map(
      ({ facts: { name }, bundle }) => `the bundle ${bundle?.id} speaks for ${name}, whose agent does not answer`,
    );
    return { nodes: [...nodes, ...spokenFor], unanswered, remarks: [...remarks, ...silentRemarks.map(harmlessText)] };
  }

  /** A node whose table is full takes no new connection, and is never more asked about than then. */
  private async stayConnected(): Promise<void> {
    const { signal } = this.closing;
    const { deadlineMs } = this.options;
    const kept = this.agents.filter(({ keepsConnection }) => keepsConnection);
    try {
      // Who does not answer is told to whoever asks for it.
      await askAgents(kept, (agent, cut) => agent.ask("/healthz?format=json", { deadlineMs, signal: cut }), { signal });
    } catch (error) {
      if (!signal.aborted) throw error;
    }
  }

  private namedAgents(agents: readonly AgentClient[], facts: Roster["facts"]): readonly Named<FleetNode>[] {
    return agents.flatMap((agent) => {
      const node = this.nodeOf(agent, facts);
      return node === undefined ? [] : [{ ...namedNode(node), also: [agent.name] }];
    });
  }

  /** Undefined as long as nobody knows which node it watches. */
  private nodeOf(agent: AgentClient, known: Roster["facts"]): FleetNode | undefined {
    const facts = this.factsOf(agent, known);
    if (facts === undefined) return undefined;
    const key = JSON.stringify(facts);
    const before = this.nodes.get(agent.name);
    if (before?.key === key && before.agent === agent) return before.node;
    const { shelf, deadlineMs } = this.options;
    const node = agentNode({ agent, facts, shelf, deadlineMs, counted: this.counted, clock: this.clock });
    this.nodes.set(agent.name, { agent, key, node });
    return node;
  }

  private factsOf(agent: AgentClient, known: Roster["facts"]): NodeFacts | undefined {
    const identity = this.identities.of(agent);
    if (identity === undefined) return undefined;
    return this.factsNamed(identity.node, identity.instance, known.get(agent.name) ?? known.get(identity.node));
  }

  private factsNamed(name: string, instance: AgentIdentity["instance"], ofCluster: ClusterNodeFacts | undefined): NodeFacts {
    const { cluster } = this.options;
    return { ...instance, ...ofCluster, name, ...(cluster === undefined ? {} : { cluster }) };
  }

  private async standInFor(
    { agent, because }: UnansweredAgent,
    known: Roster["facts"],
    signal: AbortSignal,
  ): Promise<FleetNode | undefined> {
    const before = this.identities.lastOf(agent);
    const name = before?.node ?? agent;
    const facts = this.factsNamed(name, before?.instance ?? {}, known.get(agent) ?? known.get(name));
    return standIn({ facts, shelf: this.options.shelf, counted: this.counted }, because, signal);
  }

  /** What cannot be had of it is left as it was, and said. */
  private async readRoster(signal: AbortSignal): Promise<Roster> {
    const { relist, nodeFacts } = this.options;
    const remarks: string[] = [];
    const orRemark = async <T>(what: string, ask: () => Promise<T>, otherwise: T): Promise<T> => {
      try {
        return await ask();
      } catch (error) {
        signal.throwIfAborted();
        remarks.push(harmlessText(`${what}: ${errorText(error)}`));
        return otherwise;
      }
    };
    if (relist !== undefined)
      this.agents = await orRemark("who the agents are could not be asked again", () => relist(signal), this.agents);
    const names = new Set(this.agents.map(({ name }) => name));
    for (const name of this.nodes.keys()) if (!names.has(name)) this.nodes.delete(name);
    this.identities.forgetAllBut(names);
    const facts =
      nodeFacts === undefined
        ? new Map<string, ClusterNodeFacts>()
        : await orRemark("what the cluster says of its nodes is not known", () => nodeFacts(signal), new Map<string, ClusterNodeFacts>());
    return { agents: this.agents, facts, remarks };
  }

  private place(agents: readonly AgentClient[]): string {
    const { cluster } = this.options;
    const of = cluster === undefined ? "" : ` of ${harmlessText(cluster)}`;
    return `${agents.length === 1 ? "the agent" : `${agents.length} agents`}${of}`;
  }
}

function namedNode(node: FleetNode): Named<FleetNode> {
  return { facts: node.facts, also: node.bundle === undefined ? [] : [node.bundle.id], node };
}
