import { field } from "../kubernetes/json-fields.ts";

/** How many addresses the Amazon VPC network plug-in has for pods, by `/v1/enis` of its introspection. */
export interface AddressPool {
  readonly total: number;
  readonly assigned: number;
  readonly free: number;
  readonly interfaces: readonly { readonly id: string; readonly device: number; readonly isPrimary: boolean; readonly isTrunk: boolean }[];
}

/** A pool for each network card since 1.20, which are added up; before, one. Undefined for anything else, and for a text that is cut. */
export function parseAddressPool(text: string): AddressPool | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined; // the plug-in was not there to answer, or answered twice into one file
  }
  const pools = (field(value, "ENIs") === undefined ? fieldsOf(value) : [value]).filter((pool) => field(pool, "ENIs") !== undefined);
  if (pools.length === 0) return undefined;
  const sum = (name: string) => pools.reduce((total: number, pool) => total + numberOf(field(pool, name)), 0);
  const [total, assigned] = [sum("TotalIPs"), sum("AssignedIPs")];
  return {
    ...{ total, assigned, free: Math.max(0, total - assigned) },
    interfaces: pools
      .flatMap((pool) => fieldsOf(field(pool, "ENIs")))
      .slice(0, 32)
      .map((card) => ({
        id: String(field(card, "ID") ?? "").slice(0, 40),
        device: numberOf(field(card, "DeviceNumber")),
        isPrimary: field(card, "IsPrimary") === true,
        isTrunk: field(card, "IsTrunk") === true,
      })),
  };
}

function fieldsOf(value: unknown): readonly unknown[] {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? Object.values(value) : [];
}

function numberOf(value: unknown): number {
  return typeof value === "number" && Number.isFinite(value) ? value : 0;
}
