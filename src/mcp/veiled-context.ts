import type { BundleShelf, OpenBundle } from "../operations/bundle-shelf/bundle-shelf.ts";
import type { Fleet, FleetNode } from "../operations/fleet/fleet.ts";
import type { NameVeil } from "./name-veil.ts";
import type { ToolContext } from "./tool.ts";

/** The same sources, with every name that they tell learnt, so that it is found in whatever text it stands. */
export function veiledContext<C extends ToolContext>(context: C, veil: NameVeil): C {
  return { ...context, fleet: veiledFleet(context.fleet, veil), shelf: veiledShelf(context.shelf, veil) };
}

function veiledFleet(fleet: Fleet, veil: NameVeil): Fleet {
  return overriding(fleet, {
    async list(signal) {
      const listing = await fleet.list(signal);
      veil.learnNames(listing.unanswered.map(({ agent }) => agent));
      return { ...listing, nodes: listing.nodes.map((node) => veiledNode(node, veil)) };
    },
    async find(instanceId, signal) {
      return veiledNode(await fleet.find(instanceId, signal), veil);
    },
  });
}

function veiledNode(node: FleetNode, veil: NameVeil): FleetNode {
  const { name, cluster, instanceId, nodegroup, image } = node.facts;
  veil.learnNames([name, cluster, instanceId, nodegroup, image, node.bundle?.id]);
  return overriding(node, {
    async diagnose(signal) {
      const diagnosis = await node.diagnose(signal);
      veil.learnDiagnosis(diagnosis);
      return diagnosis;
    },
    async observe(signal) {
      const observed = await node.observe(signal);
      veil.learnSnapshot(observed.observation.now);
      return observed;
    },
  });
}

function veiledShelf(shelf: BundleShelf, veil: NameVeil): BundleShelf {
  const learnt = new WeakSet<OpenBundle>();
  return overriding(shelf, {
    async list(signal) {
      const listing = await shelf.list(signal);
      // An id is the path of a bundle, which somebody gave it: it may have any name in it, and is replaced as a whole.
      for (const { id, node, cluster, instanceId } of listing.bundles) veil.learnNames([id, node, cluster, instanceId]);
      veil.learnNames(listing.unreadable.map(({ id }) => id));
      return listing;
    },
    async open(bundle, call) {
      veil.learnNames([bundle.node, bundle.cluster, bundle.instanceId]);
      const opened = await shelf.open(bundle, call);
      if (!learnt.has(opened)) {
        veil.learnDiagnosis(opened.diagnosis);
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
