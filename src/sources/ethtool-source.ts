import type { Counters } from "../model/node-snapshot.ts";

export interface EthtoolSource {
  /** All statistics of one interface by name (SIOCETHTOOL with ETHTOOL_GSTRINGS and ETHTOOL_GSTATS). Rejects with an error whose `code` is the errno's name. */
  readStatistics(interfaceName: string): Promise<Counters>;
}
