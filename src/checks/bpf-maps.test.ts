import { cases } from "./bpf-maps.case.ts";
import { bpfMaps } from "./bpf-maps.ts";
import { testCheck } from "./check.case.ts";

testCheck(bpfMaps, cases);
