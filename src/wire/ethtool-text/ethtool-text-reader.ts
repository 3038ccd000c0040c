import { decimalNumber } from "../procfs/number-text.ts";

/** Reads `ethtool -S` of one or many interfaces line by line. */
export interface EthtoolTextReader {
  takeLine(line: string): void;
  finish(): readonly EthtoolSection[];
}

/** What one call of the tool printed. The same interface comes again where a collector ran twice into one file. */
export interface EthtoolSection {
  /** Undefined where neither the text nor its collector says which interface it is. */
  readonly interfaceName?: string;
  /** Statistics whose name contains `allowance`, by the driver's own names. */
  readonly allowances: Readonly<Record<string, number>>;
  readonly statistics: number;
}

/** Of each section only the allowances are kept: a card with 128 queues prints thousands of lines. */
export function createEthtoolTextReader(interfaceNameIfUnsaid?: string): EthtoolTextReader {
  const sections: { interfaceName?: string; allowances: [string, number][]; statistics: number }[] = [];
  let announced = interfaceNameIfUnsaid;

  function begin(): void {
    if (sections.length >= mostSections) return;
    sections.push({ ...(announced === undefined ? {} : { interfaceName: announced }), allowances: [], statistics: 0 });
  }

  return {
    takeLine(line) {
      const heading = headingLine.exec(line);
      if (heading !== null) {
        announced = heading[1] ?? heading[2];
        return;
      }
      if (line.startsWith("NIC statistics")) {
        begin();
        return;
      }
      const [, name, digits] = statisticLine.exec(line) ?? [];
      const value = decimalNumber(digits ?? "");
      if (name === undefined || value === undefined) return;
      if (sections.length === 0) begin();
      const section = sections.at(-1);
      if (section === undefined) return;
      section.statistics++;
      if (name.includes("allowance") && section.allowances.length < mostAllowances) section.allowances.push([name, value]);
    },
    finish: () => sections.map(({ allowances, ...section }) => ({ ...section, allowances: Object.fromEntries(allowances) })),
  };
}

const mostSections = 4096;
const mostAllowances = 64;

/** eks-log-collector writes "Interface eth0", other collectors repeat the command. */
const headingLine = /^(?:Interface (\S{1,32})$|.*\bethtool -S (\S{1,32}))/;
const statisticLine = /^\s*([a-z][\w.\-[\]]{0,63})\s*:\s*(\d{1,20})\s*$/i;
