import type { TableComposition } from "../model/table-composition.ts";
import { idleAgeBands, stateAgeBands } from "./age-bands.ts";

/** What the reader of the table has to say about the reading itself. */
export interface ReadingOutcome {
  readonly malformedCount: number;
  readonly malformedExamples: TableComposition["malformedExamples"];
  readonly capped?: TableComposition["capped"];
}

/** The numbers while they are being counted; `composeTable` gives them their names. */
export interface TableTallies {
  total: number;
  duplicates: number;
  filteredOut: number;
  tcpUnreplied: number;
  udpUnreplied: number;
  tunnel: number;
  idleOverOneHour: number;
  readonly protocol: Uint32Array;
  readonly tcpState: Uint32Array;
  readonly flag: Uint32Array;
  readonly nat: Uint32Array;
  defaultZone: number;
  readonly otherZones: Map<number, number>;
  /** By 4 and 6. */
  readonly family: Uint32Array;
  readonly idleAge: Uint32Array;
  readonly stateAge: Uint32Array;
}

/** Order of `TableTallies.flag`. */
export const flagNames = ["assured", "unreplied", "replied", "offload", "hardwareOffload"] as const;
/** Order of `TableTallies.nat`: bit 0 source, bit 1 destination. */
export const natNames = ["none", "source", "destination", "both"] as const;

export function createTableTallies(): TableTallies {
  return {
    total: 0,
    duplicates: 0,
    filteredOut: 0,
    tcpUnreplied: 0,
    udpUnreplied: 0,
    tunnel: 0,
    idleOverOneHour: 0,
    protocol: new Uint32Array(256),
    tcpState: new Uint32Array(256),
    flag: new Uint32Array(flagNames.length),
    nat: new Uint32Array(natNames.length),
    defaultZone: 0,
    otherZones: new Map(),
    family: new Uint32Array(7),
    idleAge: new Uint32Array(idleAgeBands.length + 1),
    stateAge: new Uint32Array(stateAgeBands.length + 1),
  };
}
