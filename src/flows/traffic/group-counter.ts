import type { RowFacts } from "./row-facts.ts";
import { datableClasses, timeoutClasses } from "./timeout-class.ts";

/** What is counted of each group. Its cells stand together, and those that most tables fill come first: they share a line of the processor's cache. */
const cellsPerGroup = 32;
const youngCell = 0;
const unrepliedCell = datableClasses;
const idleOverOneHourCell = 5;
const bornCell = 6;
/** Not a count but the largest number of seconds, and one more, so that 0 stands for nobody. */
const oldestIdleCell = 7;
const classCell = 8;

const hour = 3600;

/** The number of a group that is not counted: its cells would still have a place that a 32-bit number holds. */
export const notCounted = 0x03ff_ffff;

/** Counts the rows of each group in every class at once. Groups have small numbers; those beyond `maxGroups` are not counted. */
export class GroupCounter {
  private readonly maxGroups: number;
  private cells: Uint32Array;

  /** Pages of the first groups that are never touched cost nothing. */
  constructor(maxGroups: number, firstGroups = Math.min(maxGroups, 256)) {
    this.maxGroups = maxGroups;
    this.cells = new Uint32Array(firstGroups * cellsPerGroup);
  }

  get groups(): number {
    return this.cells.length / cellsPerGroup;
  }

  /** `numbers` has the group of each row, by row. */
  add(numbers: Uint32Array, rows: Uint32Array, { classes }: RowFacts): void {
    let { cells } = this;
    for (let index = 0; index < rows.length; index++) {
      const row = rows[index]!;
      const number = numbers[row]!;
      const at = number * cellsPerGroup + classCell + classes[row]!;
      if (at < cells.length) {
        cells[at]!++;
      } else if (number < this.maxGroups) {
        this.grow(number);
        cells = this.cells;
        cells[at]!++;
      }
    }
  }

  /** The rows must have been added before. */
  addDetails(numbers: Uint32Array, { classes, youngRows, unrepliedRows, idleRows, idleSeconds }: RowFacts): void {
    const { cells } = this;
    for (let index = 0; index < youngRows.length; index++) {
      const row = youngRows[index]!;
      const at = numbers[row]! * cellsPerGroup;
      if (at < cells.length) cells[at + youngCell + classes[row]!]!++;
    }
    for (let index = 0; index < unrepliedRows.length; index++) {
      const at = numbers[unrepliedRows[index]!]! * cellsPerGroup;
      if (at < cells.length) cells[at + unrepliedCell]!++;
    }
    for (let index = 0; index < idleRows.length; index++) {
      const row = idleRows[index]!;
      const at = numbers[row]! * cellsPerGroup;
      if (at >= cells.length) continue;
      const seconds = idleSeconds[row]!;
      if (seconds >= hour) cells[at + idleOverOneHourCell]!++;
      if (seconds >= cells[at + oldestIdleCell]!) cells[at + oldestIdleCell] = seconds + 1;
    }
  }

  addBorn(numbers: Uint32Array, bornRows: Uint32Array): void {
    const { cells } = this;
    for (let index = 0; index < bornRows.length; index++) {
      const at = numbers[bornRows[index]!]! * cellsPerGroup;
      if (at < cells.length) cells[at + bornCell]!++;
    }
  }

  private grow(number: number): void {
    let capacity = this.groups;
    while (capacity <= number) capacity *= 2;
    const cells = new Uint32Array(Math.min(capacity, this.maxGroups) * cellsPerGroup);
    cells.set(this.cells);
    this.cells = cells;
  }

  /** Undefined for a group that has no counters. */
  sumOf(number: number): GroupSum | undefined {
    if (number >= this.maxGroups) return undefined;
    const sum = new GroupSum();
    this.addTo(sum, number);
    return sum;
  }

  addTo(sum: GroupSum, number: number): void {
    sum.add(this.cellsOf(number));
  }

  /** Adds what another counter counted of a group; nothing where this one has no counters for it. */
  addGroup(number: number, other: GroupCounter, otherNumber: number): void {
    if (number >= this.maxGroups) return;
    if (number >= this.groups) this.grow(number);
    addCells(this.cellsOf(number), other.cellsOf(otherNumber));
  }

  copy(): GroupCounter {
    const copy = new GroupCounter(this.maxGroups, this.groups);
    copy.cells.set(this.cells);
    return copy;
  }

  private cellsOf(number: number): Uint32Array {
    return this.cells.subarray(number * cellsPerGroup, (number + 1) * cellsPerGroup);
  }

  entriesOf(number: number): number {
    let entries = 0;
    for (let own = 0; own < timeoutClasses.length; own++) entries += this.cells[number * cellsPerGroup + classCell + own] ?? 0;
    return entries;
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
