/**
 * How many clients are listed of a node that is judged: small ones add up to a large workload. kubelet runs 110 pods a node by default and large nodes run 250; the list is some
 * 60 kB of JSON.
 */
export const sourcesOfNode = 256;
