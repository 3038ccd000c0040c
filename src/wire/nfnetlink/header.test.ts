import { runCodecGauntlet, toBytes } from "../bytes/codec-gauntlet.case.ts";
import { decodeNfnetlinkHeader, encodeNfnetlinkHeader } from "./header.ts";

runCodecGauntlet(
  {
    name: "struct nfgenmsg",
    decode: (bytes, start, end) => decodeNfnetlinkHeader(bytes, start, end),
    encode: encodeNfnetlinkHeader,
  },
  [
    { name: "of an IPv6 entry", bytes: toBytes("0a000000"), value: { family: 10, version: 0, resourceId: 0 } },
    { name: "with the CPU in big-endian", bytes: toBytes("00000102"), value: { family: 0, version: 0, resourceId: 258 } },
  ],
);
