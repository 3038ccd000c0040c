/** Every code of an input that could not be used, with what it means and what to do. Codes are stable: programs may act on them. */
export const inputErrorCodes = {
  "file-missing": {
    means: "A file or directory that was named does not exist.",
    advice: "Check the path; in a container, check that it is mounted.",
  },
  "file-forbidden": {
    means: "A file or directory that was named may not be read by this user.",
    advice: "Run as root, or give the file's owner or group to the user that runs it.",
  },
  "file-unreadable": {
    means: "A file that was named could not be read for another reason, which the message ends with.",
    advice: "Check that it is a file and no directory, and that its disk is well.",
  },
  "file-too-large": { means: "A file is larger than what its kind can be.", advice: "Check that it is the file that was meant." },
  "table-absent": {
    means: "The kernel of this node has no connection tracking, or no way to ask for its table.",
    advice: "Run where nf_conntrack is loaded, or give what was saved: ullage analyze FILE, find --file FILE, plan --bundle FILE.",
  },
  "table-forbidden": {
    means: "The kernel does not show the table to this user.",
    advice: "Run as root or with CAP_NET_ADMIN, or give what was saved: ullage analyze FILE, find --file FILE, plan --bundle FILE.",
  },
  "table-unreadable": {
    means: "The kernel's answer to the request for the table could not be had; the message ends with its reason.",
    advice: "Try again; if it stays, save the table with `conntrack -L` and give that file.",
  },
  "events-absent": {
    means: "The kernel of this node tells no events of its connection tracking, for the reason that the message gives.",
    advice: "Watch without --events: samples of the table do not need them.",
  },
  "events-forbidden": {
    means: "The kernel does not tell this user the events of its connection tracking.",
    advice: "Run as root or with CAP_NET_ADMIN, or leave out --events.",
  },
  "recording-malformed": {
    means: "A file of a recording is not JSON, or a field of it is not what its schema says. The message names the field.",
    advice: "Record it again, or correct the field; the schema is src/contract/recording.ts.",
  },
  "samples-unrecognised": {
    means:
      "A file that was given as samples of the table holds none, or a line of it is no record of `ullage watch`. The message names the line.",
    advice: "Record them with `ullage watch > FILE`.",
  },
  "runbook-malformed": {
    means: "A runbook cannot be followed: its front matter, a step or a section is not as it has to be. The message names file and line.",
    advice: "Correct the lines that are named; docs/runbooks.md says how a runbook is written.",
  },
  "runbook-unknown": {
    means: "No runbook has that id, name or file name. The message names those that are near.",
    advice: "See all of them with `ullage runbook list`.",
  },
  "node-not-named": {
    means: "It is not told which node is meant: there are several, or none is called so. The message names those that there are.",
    advice: "Name one with --node: its name, the id of its instance, or of a bundle.",
  },
  "pod-list-unrecognised": {
    means:
      "A file that was given as a list of pods is none in a form that is known here, or names no address. The message says what it seems to be.",
    advice:
      "Save it with `kubectl get pods,services,nodes,replicasets -A -o json`, or give the output of `kubectl get pods -A -o wide` or `-o yaml`, a bundle, or one of the sgfp toolkit's lists.",
  },
  "pod-list-damaged": {
    means: "A list of pods is cut short, or cannot be parsed at some place.",
    advice: "Save it again; a list that is cut short would leave addresses without their names, and nobody would see which.",
  },
  "bundle-unrecognised": {
    means: "Nothing in the bundle says anything about connection tracking, as far as its content is known here.",
    advice:
      "Give a directory, .tar, .tar.gz or .zip with at least one of: conntrack -L, conntrack -S, sysctl -a, dmesg, ethtool -S, a node_conntrack_mtu.txt, a snapshot.json.",
  },
  "bundle-damaged": {
    means: "An archive cannot be read, not even its beginning.",
    advice: "Copy it again from where it was made, in binary mode; an encrypted archive must be decrypted first.",
  },
  "bundle-without-table": {
    means: "The bundle has no list of the node's connections, so no single one can be looked for in it.",
    advice: "Give a bundle that holds the output of conntrack -L; those of ullage collect do, unless the table could not be read.",
  },
  "bundle-too-large": {
    means: "What the bundle unpacks to is larger than the bound on it.",
    advice: "Unpack it yourself where there is room, and give only the files that are needed.",
  },
  "bundle-too-many-files": {
    means: "The bundle holds more files than the bound on it.",
    advice: "Give the directory that holds the collector's files, not one above it.",
  },
  "bundle-inflates-too-much": {
    means: "The bundle unpacks to so many times its own size that it was made to exhaust whoever reads it.",
    advice: "Do not unpack it elsewhere; ask whoever sent it how it was made.",
  },
  "bundle-mismatch": {
    means: "Bundles that were given together are of different nodes, so their counters cannot be compared.",
    advice: "Give bundles of one node; two nodes are compared with ullage compare.",
  },
  "cluster-access-unusable": {
    means: "How to reach the cluster cannot be told: the kubeconfig is none or has no such context, or the program does not run in a pod.",
    advice: "Check with `kubectl --kubeconfig FILE --context NAME get pods`; within a pod, mount its service account token.",
  },
  "agents-not-found": {
    means:
      "The cluster cannot say who its agents are: their pods may not be listed, or none has the label that they are known by. The message says which.",
    advice:
      "Check with `kubectl get pods -A -l app.kubernetes.io/name=ullage`; give --agents-namespace and --agents-selector where they are installed otherwise.",
  },
  "exemption-unsupported": {
    means:
      "The agent's port cannot be left out of connection tracking on this kernel: it is older than Linux 5.12, and the rule would stay behind if the agent died.",
    advice: "Run the agent without --exempt-port: connections that are kept open answer through a full table as well.",
  },
  "exemption-absent": {
    means: "A module of nftables that leaving the agent's port out of connection tracking needs is not loaded. The message names it.",
    advice: "Load it on the node (modprobe, /etc/modules-load.d), or run the agent without --exempt-port.",
  },
  "exemption-forbidden": {
    means: "The kernel does not let this user make the nftables table that leaves the agent's port out of connection tracking.",
    advice: "Run as root or with CAP_NET_ADMIN in the host's network namespace, or without --exempt-port.",
  },
  "exemption-taken": {
    means: "There is an nftables table with the name of ours already: another agent has it, or somebody has made one by hand.",
    advice: "See whose it is with `nft list table inet ullage`; one agent on a node can exempt its port.",
  },
  "exemption-refused": {
    means:
      "The kernel did not take the nftables table that leaves the agent's port out of connection tracking; the message gives its reason. Nothing was changed.",
    advice: "Run the agent without --exempt-port, and report the reason and the kernel's version.",
  },
} as const satisfies Record<string, { readonly means: string; readonly advice: string }>;

export type InputErrorCode = keyof typeof inputErrorCodes;

/** Something that was handed to us cannot be used. Its message names the file and the place in it, and needs nothing around it to be understood. */
export class InputError extends Error {
  readonly code: InputErrorCode;
  readonly path: string;

  constructor(code: InputErrorCode, path: string, what: string, options?: { readonly cause: unknown }) {
    super(`${path}: ${what}`, options);
    this.name = "InputError";
    this.code = code;
    this.path = path;
  }

  get advice(): string {
    return inputErrorCodes[this.code].advice;
  }
}

/**
 * What the file system threw, as one of our codes; anything else is no matter of input and stays undefined. A failed read names no path (EISDIR, EIO):
 * whoever knows which file it was says so.
 */
export function inputErrorFromErrno(error: unknown, pathIfUnnamed?: string): InputError | undefined {
  if (!(error instanceof Error) || !("code" in error) || !("syscall" in error)) return undefined;
  const path = "path" in error && typeof error.path === "string" ? error.path : pathIfUnnamed;
  if (path === undefined) return undefined;
  if (error.code === "ENOENT" || error.code === "ENOTDIR") {
    return new InputError("file-missing", path, "does not exist", { cause: error });
  }
  if (error.code === "EACCES" || error.code === "EPERM") {
    return new InputError("file-forbidden", path, "no permission to read it", { cause: error });
  }
  const what = error.code === "EISDIR" ? "is a directory" : `cannot be read (${String(error.code)})`;
  return new InputError("file-unreadable", path, what, { cause: error });
}
