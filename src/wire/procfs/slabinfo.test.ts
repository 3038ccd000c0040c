import assert from "node:assert/strict";
import { test } from "node:test";
import { parseConntrackSlabs } from "./slabinfo.ts";

const heading = "slabinfo - version: 2.1\n# name            <active_objs> <num_objs> <objsize> <objperslab> <pagesperslab>\n";

test("the slab of entries is read and the one of expectations is not", () => {
  const text = `${heading}nf_conntrack_expect      0      0    240   17    1 : tunables\nnf_conntrack         64    128    256   16    1 : tunables\n`;
  assert.deepEqual(parseConntrackSlabs(text), { activeObjects: 64, totalObjects: 128, objectBytes: 256, totalBytes: 32_768 });
});

test("the slabs that old kernels keep for each namespace are added up", () => {
  const text = `${heading}nf_conntrack_ffffffff81e99b00   100   120    320   25    2 :\nnf_conntrack_1     30     50    320   25    2 :\n`;
  assert.deepEqual(parseConntrackSlabs(text), { activeObjects: 130, totalObjects: 170, objectBytes: 320, totalBytes: 54_400 });
});

test("a kernel without connection tracking has no such slab, which is not a size of zero", () => {
  assert.equal(parseConntrackSlabs(`${heading}dentry   1   2   192   21   1 :\n`), undefined);
});
