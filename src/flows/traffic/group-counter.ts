import type { RowFacts } from "./row-facts.ts";
import { datableClasses, timeoutClasses } from "./timeout-class.ts";

/**
 * What is counted of each group, and where. Sixteen cells of a group stand together, a line of the processor's cache: the classes that most tables are full of, and
 * what else is counted. The cells of the other classes stand in the second half of the array. Nothing of this is exported, since V8 reads what a module
 * imports anew for each row.
 */
const groupShift = 4;
const cellsPerGroup = 1 << groupShift;
/** Their cells are the first, by their numbers. */
const frequentClasses = 8;
const unrepliedCell = 8;
const idleOverOneHourCell = 9;
/** Not a count but the largest number of seconds, and one more, so that 0 stands for nobody. */
const oldestIdleCell = 10;
const bornCell = 11;
/** One for each class that can be dated, by its number. */
const youngCell = 12;

const hourSeconds = 3600;

/** Counts of groups that have small numbers; those from `maxGroups` on have none. */
export class GroupCounter {
  cells: Uint32Array;
  /** By the number of a class: where its cell stands, from the beginning of the group. */
  cellOfClass: Uint32Array;
  private readonly maxGroups: number;

  /** Pages of the first groups that are never touched cost nothing. */
  constructor(maxGroups: number, firstGroups = Math.min(maxGroups, 256)) {
    this.maxGroups = maxGroups;
    this.cells = new Uint32Array(firstGroups * 2 * cellsPerGroup);
    this.cellOfClass = cellsOfClasses(firstGroups);
  }

  /** So many have a place; the counts of those that came last may be none. */
  get groups(): number {
    return this.cells.length / (2 * cellsPerGroup);
  }

  /** Makes place for the groups below this number. */
  reserve(groups: number): void {
    if (groups <= this.groups) return;
    let capacity = this.groups;
    while (capacity < groups) capacity *= 2;
    this.moveTo(Math.min(capacity, this.maxGroups), this.cells, this.groups, 0);
  }

  /** Undefined for a group that has no counts. */
  sumOf(number: number): GroupSum | undefined {
    if (number >= this.maxGroups) return undefined;
    const sum = new GroupSum();
    this.addTo(sum, number);
    return sum;
  }

  addTo(sum: GroupSum, number: number): void {
    if (number >= this.groups) return;
    const { cells } = this;
    const from = number << groupShift;
    for (let own = 0; own < timeoutClasses.length; own++) sum.byClass[own]! += cells[from + this.cellOfClass[own]!]!;
    for (let own = 0; own < datableClasses; own++) sum.youngByClass[own]! += cells[from + youngCell + own]!;
    sum.unreplied += cells[from + unrepliedCell]!;
    sum.idleOverOneHour += cells[from + idleOverOneHourCell]!;
    sum.born += cells[from + bornCell]!;
    sum.oldestIdleSeconds = Math.max(sum.oldestIdleSeconds, cells[from + oldestIdleCell]! - 1);
  }

  /** Adds what another counter has of a group; nothing where this one has no place for it. */
  addGroup(number: number, other: GroupCounter, otherNumber: number): void {
    if (number >= this.maxGroups) return;
    this.reserve(number + 1);
    const { cells } = this;
    const to = number << groupShift;
    const from = otherNumber << groupShift;
    for (let own = 0; own < timeoutClasses.length; own++)
      cells[to + this.cellOfClass[own]!]! += other.cells[from + other.cellOfClass[own]!]!;
    for (let cell = frequentClasses; cell < cellsPerGroup; cell++) {
      const theirs = other.cells[from + cell]!;
      if (cell === oldestIdleCell) cells[to + cell] = Math.max(cells[to + cell]!, theirs);
      else cells[to + cell]! += theirs;
    }
  }

  /** A copy in which each group has the number below its own; the first is left out. */
  withoutFirst(): GroupCounter {
    const copy = new GroupCounter(this.maxGroups - 1);
    copy.moveTo(this.groups - 1, this.cells, this.groups, 1);
    return copy;
  }

  entriesOf(number: number): number {
    if (number >= this.groups) return 0;
    const from = number << groupShift;
    let entries = 0;
    for (let own = 0; own < timeoutClasses.length; own++) entries += this.cells[from + this.cellOfClass[own]!]!;
    return entries;
  }

  /** Takes over the cells of a counter of so many groups, from one of them on. */
  private moveTo(capacity: number, cells: Uint32Array, groups: number, first: number): void {
    this.cells = new Uint32Array(capacity * 2 * cellsPerGroup);
    this.cellOfClass = cellsOfClasses(capacity);
    this.cells.set(cells.subarray(first * cellsPerGroup, groups * cellsPerGroup));
    this.cells.set(cells.subarray((groups + first) * cellsPerGroup), capacity * cellsPerGroup);
  }
}

function cellsOfClasses(groups: number): Uint32Array {
  return Uint32Array.from(timeoutClasses, (_, own) => (own < frequentClasses ? own : groups * cellsPerGroup + own - frequentClasses));
}

/** The counts of some groups together. */
export class GroupSum {
  /** By the number of the class. */
  readonly byClass = new Float64Array(timeoutClasses.length);
  readonly youngByClass = new Float64Array(datableClasses);
  unreplied = 0;
  idleOverOneHour = 0;
  born = 0;
  /** -1 where nobody is known to be idle. */
  oldestIdleSeconds = -1;

  get entries(): number {
    return this.byClass.reduce((total, entries) => total + entries, 0);
  }
}

/** A counter, and the number of each row's group, by row: there must be a place for it. */
export interface CountedColumn {
  readonly counter: GroupCounter;
  readonly numbers: Uint32Array;
}

/**
 * Counts each row in one dimension. One function with nothing to call in it: measured, V8 makes code of it that takes four nanoseconds a row, and six of the same
 * loops put into functions of their own.
 */
export function countRows({ counter, numbers }: CountedColumn, rows: Uint32Array, facts: RowFacts): void {
  const { cells, cellOfClass } = counter;
  const { classes, youngRows, unrepliedRows, idleRows, idleSeconds } = facts;
  for (let index = 0; index < rows.length; index++) {
    const row = rows[index]!;
    cells[(numbers[row]! << groupShift) + cellOfClass[classes[row]!]!]!++;
  }
  for (let index = 0; index < youngRows.length; index++) {
    const row = youngRows[index]!;
    cells[(numbers[row]! << groupShift) + youngCell + classes[row]!]!++;
  }
  for (let index = 0; index < unrepliedRows.length; index++) {
    cells[(numbers[unrepliedRows[index]!]! << groupShift) + unrepliedCell]!++;
  }
  for (let index = 0; index < idleRows.length; index++) {
    const row = idleRows[index]!;
    const at = numbers[row]! << groupShift;
    const seconds = idleSeconds[row]!;
    if (seconds >= hourSeconds) cells[at + idleOverOneHourCell]!++;
    if (seconds >= cells[at + oldestIdleCell]!) cells[at + oldestIdleCell] = seconds + 1;
  }
}

/** Rows that `countRows` has counted, and that were born since an earlier walk. */
export function countBorn({ counter: { cells }, numbers }: CountedColumn, rows: Uint32Array): void {
  for (let index = 0; index < rows.length; index++) cells[(numbers[rows[index]!]! << groupShift) + bornCell]!++;
}
