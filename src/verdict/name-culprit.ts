import { distinctOwners, type NamedClient } from "../analysis/clients/clients-by-workload.ts";
import { ownersOfAddresses } from "../analysis/clients/owners-of-addresses.ts";
import type { TableClients } from "../analysis/clients/table-clients.ts";
import type { NodeSnapshot } from "../model/node-snapshot.ts";
import { isInfrastructure, type Owner, ownerText, workloadText } from "../model/owner.ts";
import { isPresent } from "../model/reading.ts";
import type { TopItem } from "../model/table-composition.ts";
import type { Culprit } from "../model/verdict.ts";

/** The same culprit by its name, where the node's names tell whose its address was at the time of the snapshot. */
export function nameCulprit(culprit: Culprit, now: NodeSnapshot): Culprit {
  const { addressOwners } = now.parts;
  if (!isPresent(addressOwners)) return culprit;
  const owner = ownersOfAddresses(addressOwners.value, new Set([culprit.name]), now.takenAtMs).get(culprit.name);
  return owner === undefined ? culprit : { ...culprit, name: workloadText(owner), ...whereOf(culprit.name, owner) };
}

/** All clients of one name as one culprit, by the address of the member that matters: where nothing else is said, the largest. */
export function clientCulprit(client: NamedClient, clients: TableClients, item: TopItem = client.members[0].item): Culprit {
  const { name, entries, share, members } = client;
  const owner = members.find((member) => member.item === item)?.owner;
  const pods = distinctOwners(client);
  return {
    ...{ kind: "client", name, entries, share },
    ...(owner === undefined ? {} : whereOf(item.key, owner)),
    ...(pods > 1 ? { pods } : {}),
    ...(clients.isAtLeast(client) ? { isAtLeast: true } : {}),
  };
}

function whereOf(address: string, owner: Owner): Pick<Culprit, "address" | "pod" | "isInfrastructure"> {
  const hasWorkload = owner.workload !== undefined && owner.workload.kind !== "Pod";
  return {
    address,
    ...(hasWorkload ? { pod: ownerText(owner) } : {}),
    ...(isInfrastructure(owner) ? { isInfrastructure: true } : {}),
  };
}
