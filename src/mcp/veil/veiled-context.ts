import type { BundleShelf, OpenBundle, ShelvedBundle } from "../../operations/bundle-shelf/bundle-shelf.ts";
import type { Fleet, FleetNode } from "../../operations/fleet/fleet.ts";
import type { NodeTable, TableAnswer } from "../../operations/fleet/node-table.ts";
import type { LogFields, Logger } from "../../platform/logger.ts";
import { ToolFailure } from "../../platform/tool-failure.ts";
import type { ToolContext } from "../tool.ts";
import type { NameVeil } from "./name-veil.ts";

/**
 * The same sources, with every name that they tell learnt, so that it is found in whatever text it stands. What a node is asked is asked behind what its names are
 * learnt from: its bundle, or how it stands now.
 */
export function veiledContext<C extends ToolContext>(context: C, veil: NameVeil): C {
  const shelf = veiledShelf(context.shelf, veil);
  return { ...context, shelf, fleet: veiledFleet(context.fleet, veil, shelf), logger: veiledLogger(context.logger, veil) };
}

/** What a server logs is read by its client too, over standard error. */
export function veiledLogger(logger: Logger, veil: NameVeil): Logger {
  const covered = (fields: LogFields = {}): LogFields =>
    Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, typeof value === "string" ? veil.cover(value) : value]));
  return {
    info: (message, fields) => logger.info(veil.coverOwnWords(message), covered(fields)),
    warn: (message, fields) => logger.warn(veil.coverOwnWords(message), covered(fields)),
    error: (message, fields) => logger.error(veil.coverOwnWords(message), covered(fields)),
  };
}

function veiledFleet(fleet: Fleet, veil: NameVeil, shelf: BundleShelf): Fleet {
  const learner = new NodeLearner(veil, shelf);
  return overriding(fleet, {
    async list(signal) {
      const listing = await fleet.list(signal);
      for (const { agent } of listing.unanswered) veil.learnNode({ name: agent });
      for (const { facts } of listing.nodes) veil.learnNode(facts);
      return { ...listing, nodes: listing.nodes.map((node) => veiledNode(node, learner)) };
    },
    async find(instanceId, signal) {
      const node = await fleet.find(instanceId, signal);
      veil.learnNode(node.facts);
      return veiledNode(node, learner);
    },
  });
}

/** A node that is asked again and again has told its names. */
const learntForMs = 60_000;

class NodeLearner {
  readonly veil: NameVeil;
  private readonly shelf: BundleShelf;
  private readonly learntAtMs = new Map<string, number>();

  constructor(veil: NameVeil, shelf: BundleShelf) {
    this.veil = veil;
    this.shelf = shelf;
  }

  async learnBundle(bundle: ShelvedBundle | undefined, signal: AbortSignal): Promise<void> {
    // The shelf learns what it opens. One that cannot be opened has no answer either.
    if (bundle !== undefined) await ifAnswered(() => this.shelf.open(bundle, { signal }));
  }

  async learn(node: FleetNode, signal: AbortSignal): Promise<void> {
    await this.learnBundle(node.bundle, signal);
    const { name } = node.facts;
    const nowMs = performance.now();
    if (!node.isLive || nowMs - (this.learntAtMs.get(name) ?? Number.NEGATIVE_INFINITY) < learntForMs) return;
    const observed = await ifAnswered(() => node.observe(signal));
    if (observed === undefined) return;
    this.veil.learnSnapshot(observed.observation.now);
    this.learntAtMs.set(name, nowMs);
  }
}

/** Whoever does not answer this question says why when he is asked the one that it is for. */
export async function ifAnswered<T>(ask: () => Promise<T>): Promise<T | undefined> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof ToolFailure && error.code !== "cancelled") return undefined;
    throw error;
  }
}

function veiledNode(node: FleetNode, learner: NodeLearner): FleetNode {
  const { veil } = learner;
  const { name, cluster, instanceId, nodegroup, image } = node.facts;
  veil.learnNames([name, cluster, instanceId, nodegroup, image, node.bundle?.id]);
  return overriding(node, {
    async diagnose(signal) {
      await learner.learn(node, signal);
      const diagnosis = await node.diagnose(signal);
      veil.learnDiagnosis(diagnosis);
      return diagnosis;
    },
    async observe(signal) {
      await learner.learnBundle(node.bundle, signal);
      const observed = await node.observe(signal);
      veil.learnSnapshot(observed.observation.now);
      return observed;
    },
    table: veiledTable(node, learner),
  });
}

function veiledTable(node: FleetNode, learner: NodeLearner): NodeTable {
  const { table } = node;
  const asked = async <T>(signal: AbortSignal, ask: () => Promise<TableAnswer<T>>): Promise<TableAnswer<T>> => {
    await learner.learn(node, signal);
    const answer = await ask();
    // One that was collected for this question, or stands in for an agent that is silent.
    await learner.learnBundle(answer.bundle, signal);
    return answer;
  };
  return {
    top: (question, signal) => asked(signal, () => table.top(question, signal)),
    forecast: (signal) => asked(signal, () => table.forecast(signal)),
    find: (question, signal) => asked(signal, () => table.find(question, signal)),
    plan: (scenario, signal) => asked(signal, () => table.plan(scenario, signal)),
  };
}

function veiledShelf(shelf: BundleShelf, veil: NameVeil): BundleShelf {
  const learnt = new WeakSet<OpenBundle>();
  return overriding(shelf, {
    async list(signal) {
      const listing = await shelf.list(signal);
      // An id is the path of a bundle, which somebody gave it: it may have any name in it, and is replaced as a whole.
      for (const { id, node: name, cluster, instanceId } of listing.bundles) veil.learnNode({ name, cluster, instanceId }, id);
      for (const { id } of listing.unreadable) veil.learnNode({ name: id }, id);
      return listing;
    },
    async open(bundle, call) {
      veil.learnNames([bundle.node, bundle.cluster, bundle.instanceId]);
      const opened = await shelf.open(bundle, call);
      if (!learnt.has(opened)) {
        veil.learnDiagnosis(opened.diagnosis);
        veil.learnPaths(opened.files.map(({ path }) => path));
        veil.learnSnapshot((await opened.saved(call.signal)).observation.now);
        learnt.add(opened);
      }
      return opened;
    },
  });
}

/** All else is asked of the target itself, whatever it grows. */
function overriding<T extends object>(target: T, own: Partial<T>): T {
  return new Proxy(target, {
    get(_, name) {
      if (Object.hasOwn(own, name)) return Reflect.get(own, name);
      const found: unknown = Reflect.get(target, name);
      return typeof found === "function" ? found.bind(target) : found;
    },
  });
}
