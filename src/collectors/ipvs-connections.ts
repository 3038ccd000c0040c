import type { FileTree } from "../sources/file-tree.ts";
import { countIpvsConnections, type IpvsServices } from "../wire/procfs/ip-vs.ts";

/**
 * Counts the rows of /proc/net/ip_vs_conn where they are few. ip_vs_conn_array walks the table from its start again for each page that is read, so
 * the time grows with the square of the number of rows; beyond the maximum the destinations' own numbers stand in, which lack only what is bound to
 * no destination and the templates of persistent services.
 */
export function countConnectionsOfIpvs(
  proc: FileTree,
  { activeConnections, inactiveConnections }: IpvsServices,
  maximumRows = 10_000,
): { readonly count: number; readonly remark?: string } {
  const ofDestinations = activeConnections + inactiveConnections;
  if (ofDestinations > maximumRows) {
    const remark = `IPVS connections are the sum over destinations in ${proc.path("net/ip_vs")}: reading ${ofDestinations} rows of ip_vs_conn would take too long`;
    return { count: ofDestinations, remark };
  }
  if (!proc.exists("net/ip_vs_conn")) return { count: ofDestinations };
  return { count: countIpvsConnections(proc.readChunks("net/ip_vs_conn")) };
}
