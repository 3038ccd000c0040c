import { isoTime } from "../model/iso-time.ts";
import { harmlessValue } from "./harmless-value.ts";
import type { Talker, TalkerList } from "./table-talkers.ts";

/** Who fills the table as data; `src/contract/tools/top-talkers.ts` is its schema. */
export function talkersResult(list: TalkerList) {
  const { by, takenAtMs, usage, total, births, notWholeBecause, exact, errorBound, distinct, talkers } = list;
  return harmlessValue({
    ...{ by, takenAt: isoTime(takenAtMs), total },
    ...(usage === undefined ? {} : { count: usage.count, max: usage.max }),
    birthsPerSecond: births?.perSecond ?? null,
    isWholeTable: notWholeBecause === undefined,
    ...(notWholeBecause === undefined ? {} : { notWholeBecause }),
    ...{ exact, errorBound, distinct, talkers: talkers.map(talkerResult) },
  });
}

function talkerResult({ key, name = key, peers, share, byTimeout, ...rest }: Talker) {
  return {
    ...{ key, name, share, ...rest },
    ...(peers === undefined ? {} : { destinations: peers }),
    ...(byTimeout === undefined ? {} : { byTimeout: { ...byTimeout } as Readonly<Record<string, number>> }), // its keys are names of timeouts
  };
}
