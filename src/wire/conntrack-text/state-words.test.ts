import assert from "node:assert/strict";
import { test } from "node:test";
import { sctpStateNames, tcpStateNames } from "../../model/tcp-state.ts";
import { bytesOf } from "./flow-row.case.ts";
import { sctpStateWords, tcpStateWords } from "./state-words.ts";

for (const { protocol, names, words } of [
  { protocol: "TCP", names: tcpStateNames, words: tcpStateWords },
  { protocol: "SCTP", names: sctpStateNames, words: sctpStateWords },
]) {
  test(`every state of ${protocol} is found by its name and by no name that differs in one letter`, () => {
    names.forEach((name, number) => {
      const find = (text: string) => words.find(new DataView(bytesOf(`>>${text}<<`).buffer as ArrayBuffer), 2, text.length);
      assert.equal(find(name), number);
      for (let at = 0; at < name.length; at++) assert.equal(find(`${name.slice(0, at)}~${name.slice(at + 1)}`), -1);
    });
  });
}
