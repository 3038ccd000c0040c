import type { RowFacts } from "./row-facts.ts";
import { datableClasses, timeoutClasses } from "./timeout-class.ts";

/**
 * What is counted of each group, and where. Its cells stand together, and those that most tables fill come first: they share a line of the processor's cache. Nothing
 * of this is exported, since V8 reads what it imports anew for each row: measured, twice the time.
 */
const cellsPerGroup = 32;
/** One for each class that can be dated, by its number. */
const youngCell = 0;
const unrepliedCell = datableClasses;
const idleOverOneHourCell = 5;
const bornCell = 6;
/** Not a count but the largest number of seconds, and one more, so that 0 stands for nobody. */
const oldestIdleCell = 7;
/** One for each class, by its number. */
const classCell = 8;

const hourSeconds = 3600;

/** Counts of groups that have small numbers; those from `maxGroups` on have none. */
export class GroupCounter {
  cells: Uint32Array;
  private readonly maxGroups: number;

  /** Pages of the first groups that are never touched cost nothing. */
  constructor(maxGroups: number, firstGroups = Math.min(maxGroups, 256)) {
    this.maxGroups = maxGroups;
    this.cells = new Uint32Array(firstGroups * cellsPerGroup);
  }

  /** So many have a place; the counts of those that came last may be none. */
  get groups(): number {
    return this.cells.length / cellsPerGroup;
  }

  /** Makes place for the groups below this number. */
  reserve(groups: number): void {
    if (groups <= this.groups) return;
    let capacity = this.groups;
    while (capacity < groups) capacity *= 2;
    const cells = new Uint32Array(Math.min(capacity, this.maxGroups) * cellsPerGroup);
    cells.set(this.cells);
    this.cells = cells;
  }

  /** Undefined for a group that has no counts. */
  sumOf(number: number): GroupSum | undefined {
    if (number >= this.maxGroups) return undefined;
    const sum = new GroupSum();
    this.addTo(sum, number);
    return sum;
  }

  addTo(sum: GroupSum, number: number): void {
    sum.add(this.cellsOf(number));
  }

  /** Adds what another counter has of a group; nothing where this one has no place for it. */
  addGroup(number: number, other: GroupCounter, otherNumber: number): void {
    if (number >= this.maxGroups) return;
    this.reserve(number + 1);
    addCells(this.cellsOf(number), other.cellsOf(otherNumber));
  }

  /** A copy in which each group has the number below its own; the first is left out. */
  withoutFirst(): GroupCounter {
    const copy = new GroupCounter(this.maxGroups - 1, this.groups - 1);
    copy.cells.set(this.cells.subarray(cellsPerGroup));
    return copy;
  }

  entriesOf(number: number): number {
    const from = number * cellsPerGroup + classCell;
    let entries = 0;
    for (let own = 0; own < timeoutClasses.length; own++) entries += this.cells[from + own] ?? 0;
    return entries;
  }

  private cellsOf(number: number): Uint32Array {
    return this.cells.subarray(number * cellsPerGroup, (number + 1) * cellsPerGroup);
  }
}

/** A counter, and the number of each row's group, by row: there must be a place for it. */
export interface CountedColumn {
  readonly counter: GroupCounter;
  readonly numbers: Uint32Array;
}

/** Counts each row in every dimension. */
export function countRows(columns: readonly CountedColumn[], rows: Uint32Array, facts: RowFacts): void {
  for (const column of columns) {
    addClasses(column, rows, facts);
    addYoung(column, facts);
    addToCell(column, facts.unrepliedRows, unrepliedCell);
    addIdle(column, facts);
  }
}

/** Rows that `countRows` has counted, and that were born since an earlier walk. */
export function countBorn(columns: readonly CountedColumn[], rows: Uint32Array): void {
  for (const column of columns) addToCell(column, rows, bornCell);
}

function addClasses({ counter: { cells }, numbers }: CountedColumn, rows: Uint32Array, { classes }: RowFacts): void {
  for (let index = 0; index < rows.length; index++) {
    const row = rows[index]!;
    cells[numbers[row]! * cellsPerGroup + classCell + classes[row]!]!++;
  }
}

function addYoung({ counter: { cells }, numbers }: CountedColumn, { youngRows, classes }: RowFacts): void {
  for (let index = 0; index < youngRows.length; index++) {
    const row = youngRows[index]!;
    cells[numbers[row]! * cellsPerGroup + youngCell + classes[row]!]!++;
  }
}

function addToCell({ counter: { cells }, numbers }: CountedColumn, rows: Uint32Array, cell: number): void {
  for (let index = 0; index < rows.length; index++) cells[numbers[rows[index]!]! * cellsPerGroup + cell]!++;
}

function addIdle({ counter: { cells }, numbers }: CountedColumn, { idleRows, idleSeconds }: RowFacts): void {
  for (let index = 0; index < idleRows.length; index++) {
    const row = idleRows[index]!;
    const at = numbers[row]! * cellsPerGroup;
    const seconds = idleSeconds[row]!;
    if (seconds >= hourSeconds) cells[at + idleOverOneHourCell]!++;
    if (seconds >= cells[at + oldestIdleCell]!) cells[at + oldestIdleCell] = seconds + 1;
  }
}

/** The counts of some groups together. */
export class GroupSum {
  private readonly cells = new Float64Array(cellsPerGroup);

  add(cells: Uint32Array): void {
    addCells(this.cells, cells);
  }

  get entries(): number {
    return this.byClass.reduce((total, entries) => total + entries, 0);
  }

  /** By the number of the class. */
  get byClass(): Float64Array {
    return this.cells.subarray(classCell, classCell + timeoutClasses.length);
  }

  get youngByClass(): Float64Array {
    return this.cells.subarray(youngCell, youngCell + datableClasses);
  }

  get unreplied(): number {
    return this.cells[unrepliedCell]!;
  }

  get idleOverOneHour(): number {
    return this.cells[idleOverOneHourCell]!;
  }

  get born(): number {
    return this.cells[bornCell]!;
  }

  get oldestIdleSeconds(): number | undefined {
    const seconds = this.cells[oldestIdleCell]!;
    return seconds === 0 ? undefined : seconds - 1;
  }
}

function addCells(to: Uint32Array | Float64Array, from: Uint32Array): void {
  for (let cell = 0; cell < from.length; cell++) {
    if (cell === oldestIdleCell) to[cell] = Math.max(to[cell]!, from[cell]!);
    else to[cell]! += from[cell]!;
  }
}
