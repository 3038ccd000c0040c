import { execFileSync } from "node:child_process";
import { readFileSync, rmSync, writeFileSync } from "node:fs";

/**
 * What a laboratory changes outside its own namespaces, and how it is put back. Everything is written to a journal before it is done, so that even after
 * SIGKILL the next laboratory finds what was left and undoes it. Undoing is synchronous: it also runs while the process exits.
 */
const journalPath = "/run/ullage-kernel-laboratory.json";
const conntrackMaxPath = "/proc/sys/net/netfilter/nf_conntrack_max";

interface Journal {
  conntrackMax?: number;
  namespaces: string[];
}

export class MachineChanges {
  private readonly journal: Journal;

  private constructor(journal: Journal) {
    this.journal = journal;
  }

  /** Needs the machine lock: a journal found here belongs to a laboratory that no longer lives. */
  static begin(): MachineChanges {
    new MachineChanges(readJournal()).undo();
    return new MachineChanges({ namespaces: [] });
  }

  addNamespace(name: string): void {
    this.journal.namespaces.push(name);
    this.write();
    execFileSync("ip", ["netns", "add", name]);
  }

  readConntrackMax(): number {
    return Number(readFileSync(conntrackMaxPath, "latin1"));
  }

  setConntrackMax(limit: number): void {
    if (this.journal.conntrackMax === undefined) {
      this.journal.conntrackMax = this.readConntrackMax();
      this.write();
    }
    writeFileSync(conntrackMaxPath, String(limit));
  }

  restoreConntrackMax(): void {
    if (this.journal.conntrackMax === undefined) return;
    writeFileSync(conntrackMaxPath, String(this.journal.conntrackMax));
    delete this.journal.conntrackMax;
    this.write();
  }

  undo(): void {
    this.restoreConntrackMax();
    for (const name of this.journal.namespaces.splice(0)) {
      try {
        execFileSync("ip", ["netns", "delete", name], { stdio: ["ignore", "ignore", "pipe"] });
      } catch (error) {
        if (!String(error).includes("No such file")) console.error(String(error));
      }
    }
    rmSync(journalPath, { force: true });
  }

  private write(): void {
    writeFileSync(journalPath, JSON.stringify(this.journal));
  }
}

function readJournal(): Journal {
  try {
    return JSON.parse(readFileSync(journalPath, "utf8")) as Journal;
  } catch {
    // No journal, or one cut off before anything it names was done.
    return { namespaces: [] };
  }
}
