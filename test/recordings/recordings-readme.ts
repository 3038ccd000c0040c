import type { LabelledRecording } from "./read-labelled.ts";

/** The list of all recordings, made from their labels. */
export function recordingsReadme(recordings: readonly Pick<LabelledRecording, "name" | "expected">[]): string {
  const rows = recordings.map(({ name, expected }) => {
    const { about, limit, lookAlikes, topCause, severity } = expected;
    const because = [topCause ?? [], lookAlikes].flat().map((id) => `\`${id}\``);
    return `| \`${name}\` | ${about} | \`${limit}\` | ${because.join(", ")} | ${severity} |`;
  });
  return `${beginning}${rows.join("\n")}\n`;
}

const beginning = `<!-- Made by \`node test/recordings/compose-recordings.ts\` from test/recordings/recordings-readme.ts and the labels. -->

# Recordings

Each folder is one saved node: \`snapshot.json\`, \`earlier.json\` from the sample before it where there are two, and \`expected.json\`, which says what is wrong
with that node and where each figure comes from. The schema of the samples is \`src/contract/recording.ts\`. Replay one with
\`ullage check --recording fixtures/recordings/<name>\`.

None is a copy of somebody's node.

- \`real-…\` were saved from a real kernel in network namespaces of our own by \`test/recordings/record-laboratory.ts\`; each says kernel and day.
- \`evicting-udp\`, \`quiet-node\`, \`source-nat-exhausted\` and \`table-full-assured\` were written by hand around measured figures.
- All others are composed: a healthy node (\`test/recordings/healthy-node.ts\`) and named changes (\`test/recordings/recipes/\`). Figures that decide were measured on
  Linux 6.18 where they say so; \`node test/recordings/compose-recordings.ts\` writes the files again, and a test holds them to it.

\`test/recordings/verdicts.test.ts\` compares each label with what Ullage says, and prints which limits were taken for which.
\`test/recordings/blindness.test.ts\` takes their readings away one by one: nothing may become surer by that.

| recording | what it is | limit | cause, look-alikes | severity |
| --- | --- | --- | --- | --- |
`;
