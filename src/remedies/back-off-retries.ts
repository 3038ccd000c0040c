import { examplesFor } from "./client-examples.ts";
import { counterAtRest } from "./counter-at-rest.ts";
import { draftForWorkload } from "./draft-for-workload.ts";
import type { Remedy } from "./remedy.ts";
import { addressOfCause, findPodCommand, holderOf } from "./situation-readings.ts";

export const backOffRetries: Remedy = {
  id: "back-off-retries",
  title: "Wait longer before each retry, and not all at the same time",
  kind: "change",
  when: "long-term",
  rating: "YELLOW",
  why: "Each try takes an entry of its own that stays for up to two minutes unanswered. Tries at fixed intervals keep a full table full, and all clients at once make waves; doubling the wait and drawing it at random ends both.",
  helpsAgainst: ["burst-or-retry-storm"],
  doesNotHelpAgainst: ["hash-undersized"],
  plan(situation) {
    const client = addressOfCause(situation, ["burst-or-retry-storm"]);
    const holder = client === undefined ? undefined : holderOf(situation, client);
    const draft = {
      because: `${holder === undefined ? "Clients begin" : `${holder.words} begins`} many connections that nobody answers. Look at what does not answer first: the retries are the answer to it.`,
      commands: [
        "ullage analyze --filter protocol=tcp --filter state=SYN_SENT --by source,destination,port --limit 10",
        findPodCommand(client),
        ...examplesFor(situation, {
          go: ["time.Sleep(rand.N(min(30*time.Second, (100*time.Millisecond)<<min(attempt, 9))) + time.Millisecond) // math/rand/v2"],
          java: ["Thread.sleep(ThreadLocalRandom.current().nextLong(1 + Math.min(30_000L, 100L << Math.min(attempt, 9))));"],
          node: ["await setTimeout(Math.random() * Math.min(30_000, 100 * 2 ** attempt)); // node:timers/promises"],
          python: ["time.sleep(random.uniform(0, min(30, 0.1 * 2 ** attempt)))"],
        }),
        "# And give up: a budget of retries, such as one for ten requests, keeps an outage from feeding itself.",
      ],
      verify: ["the share of SYN_SENT must fall: ullage check --full --only syn-sent-share", ...counterAtRest(situation)],
      undo: ["kubectl -n NAMESPACE rollout undo deployment/WORKLOAD"],
      owner: "the clients' developers",
      caution:
        "While the limit is hit, nothing answers because the node refuses the packets: then the retries are a consequence, and room in the table ends them.",
    };
    return draftForWorkload(draft, holder?.name);
  },
};
