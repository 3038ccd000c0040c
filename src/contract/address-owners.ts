import { z } from "zod";

/** A name that somebody else wrote: bounded. Kubernetes allows 253 characters. */
const word = z.string().max(256).meta({ untrusted: true });
const timeMs = z.number();
const port = z.int().min(0).max(65_535);
const protocol = z.int().min(0).max(255);

export const ownerSchema = z.object({
  kind: z.enum(["pod", "service", "node", "container", "unit", "process", "infrastructure"]),
  name: word,
  namespace: word.exactOptional(),
  workload: z.object({ kind: word, namespace: word, name: word }).exactOptional(),
});

/** Whose the addresses of a node's connections are, as a saved snapshot has it. */
export const addressOwnersSchema = z.object({
  from: z.array(word),
  claims: z.array(
    z.object({
      ...{ address: word, owner: ownerSchema, sinceMs: timeMs.exactOptional(), untilMs: timeMs.exactOptional() },
      mayBeElsewhere: z.literal(true).exactOptional(),
    }),
  ),
  services: z.array(z.object({ address: word, protocol, port, owner: ownerSchema })),
  nodePorts: z.array(z.object({ protocol, port, owner: ownerSchema })),
  nodes: z.array(z.object({ address: word, name: word, isOwn: z.boolean() })),
  sockets: z.array(z.object({ protocol, port, owner: ownerSchema })),
  hostPods: z.array(ownerSchema).exactOptional(),
  isOfOwnNodeOnly: z.literal(true).exactOptional(),
});
