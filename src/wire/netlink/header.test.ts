import { runCodecGauntlet, toBytes } from "../bytes/codec-gauntlet.case.ts";
import { decodeNetlinkHeader, encodeNetlinkHeader } from "./header.ts";

const header = { length: 0x128, type: 0x100, flags: 2, sequence: 0x7d, portId: 0x8f0617bb };

runCodecGauntlet(
  { name: "netlink header", decode: (bytes, start, end) => decodeNetlinkHeader(bytes, start, end), encode: encodeNetlinkHeader },
  [{ name: "of a dumped entry", bytes: toBytes("28010000000102007d000000bb17068f"), value: header }],
);

runCodecGauntlet(
  {
    name: "netlink header of a big-endian host",
    decode: (bytes, start, end) => decodeNetlinkHeader(bytes, start, end, "big"),
    encode: (value) => encodeNetlinkHeader(value, "big"),
  },
  [{ name: "of a dumped entry", bytes: toBytes("00000128010000020000007d8f0617bb"), value: header }],
);
