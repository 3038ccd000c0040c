import { z } from "zod";
import { ownerSchema } from "./address-owners.ts";
import { untrusted } from "./untrusted.ts";

const entries = z.int().nonnegative();
const role = z.enum(["client", "destination", "endpoint", "seenAs"]);
const time = z.iso.datetime();

const end = z.object({
  address: untrusted(),
  port: z.int().min(0).max(65_535).exactOptional(),
  owner: ownerSchema.exactOptional(),
  /** Who else it may have been, where nobody knows when the address went from one to the other. */
  orElse: z.array(ownerSchema).exactOptional(),
});

const entry = z.object({
  family: z.union([z.literal(4), z.literal(6)]),
  protocol: z.string(),
  /** Null where the protocol has none. */
  state: z.string().nullable(),
  flags: z.array(z.string()),
  zone: z.int().nonnegative(),
  /** Null where the entry does not count down. */
  timeoutSeconds: z.number().nonnegative().nullable(),
  /** Null where the countdown does not tell. */
  age: z.object({ since: z.enum(["last-packet", "close", "first-packet"]), seconds: z.number().nonnegative() }).nullable(),
  translation: z.enum(["none", "source", "destination", "both"]),
  /** Source of the original tuple. */
  client: end,
  /** Destination of the original tuple: a service, where one is asked. */
  destination: end,
  /** Source of the reply: who really answers. */
  endpoint: end,
  /** Destination of the reply: whom the endpoint sees, which is what its logs have. */
  seenAs: end,
  /** For each end that was asked for, where it is. */
  at: z.array(z.array(role)),
});

/** What `ullage find --output json` prints. */
export const findResultSchema = z.object({
  schemaVersion: z.literal(1),
  source: untrusted(),
  takenAt: time,
  asked: z.array(
    z.object({
      text: untrusted(),
      meant: z.array(z.object({ name: untrusted(), addresses: entries })).exactOptional(),
      holders: z.array(z.object({ owner: ownerSchema, since: time.exactOptional(), until: time.exactOptional() })).exactOptional(),
    }),
  ),
  /** Null when every protocol was looked at. */
  protocol: z.string().nullable(),
  /** Entries looked at. */
  walked: entries,
  found: entries,
  /** Null when the whole table was read. */
  capped: z.object({ by: z.enum(["entries", "time", "interrupted", "overrun"]), because: untrusted() }).nullable(),
  namesFrom: z.array(untrusted()),
  answers: z.array(z.object({ asked: untrusted(), as: role, who: end, entries, says: untrusted() })),
  /** At most as many as the limit. */
  entries: z.array(entry),
  /** Null when something was found; else what is known all the same. */
  notFound: z.array(untrusted()).nullable(),
  remarks: z.array(untrusted()),
});
