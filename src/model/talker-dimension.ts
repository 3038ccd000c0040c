/** What the entries of a table can be asked for by. `client` is a pod where one is known, else an address; `endpoint` whoever answers, behind a service. */
export const talkerDimensions = ["workload", "namespace", "client", "endpoint", "destination", "port", "protocol", "state"] as const;
export type TalkerDimension = (typeof talkerDimensions)[number];
