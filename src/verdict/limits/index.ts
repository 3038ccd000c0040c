import type { LimitId } from "../../model/verdict.ts";
import type { Hypothesis } from "../hypothesis.ts";
import { approachingLimit } from "./approaching-limit.ts";
import { bpfMapFull } from "./bpf-map-full.ts";
import { hashUndersized } from "./hash-undersized.ts";
import { instanceAllowance } from "./instance-allowance.ts";
import { kernelAndInstance } from "./kernel-and-instance.ts";
import { kernelTableEvicting } from "./kernel-table-evicting.ts";
import { kernelTableFull } from "./kernel-table-full.ts";
import { podTableFull } from "./pod-table-full.ts";
import { snatPorts } from "./snat-ports.ts";

/** Every limit that can be hit, in the order in which equally certain ones are told. */
export const limits: readonly Hypothesis<LimitId>[] = [
  kernelAndInstance,
  kernelTableFull,
  kernelTableEvicting,
  podTableFull,
  instanceAllowance,
  snatPorts,
  bpfMapFull,
  approachingLimit,
  hashUndersized,
];
