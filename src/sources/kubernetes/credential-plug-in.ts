import { execFile } from "node:child_process";
import { field, listField, textField } from "../../wire/kubernetes/json-fields.ts";

/** What a plug-in of a kubeconfig says: the status of an ExecCredential (client.authentication.k8s.io). */
export interface PlugInCredentials {
  readonly token?: string;
  readonly certificate?: string;
  readonly key?: string;
  /** Good until they are refused where it is missing. */
  readonly expiresAtMs?: number;
}

/**
 * Runs the plug-in that a kubeconfig's `exec` names, without a person to ask. The signal ends it: one that waits for a browser or a network would keep the program
 * from ending. The library's own (2.0) can be neither ended nor bounded, and what it gives as the reason is empty where a plug-in says nothing.
 */
export async function runCredentialPlugIn(exec: unknown, signal: AbortSignal): Promise<PlugInCredentials> {
  const command = textField(exec, "command", 4096);
  if (command === undefined) throw new Error("the kubeconfig names a plug-in without a command");
  const args = listField(exec, "args").map(String);
  const asked = listField(exec, "env").map((variable) => [
    textField(variable, "name", 4096) ?? "",
    textField(variable, "value", 65_536) ?? "",
  ]);
  const env = { ...process.env, ...Object.fromEntries(asked) };
  const output = await new Promise<string>((resolve, reject) => {
    const child = execFile(command, args, { env, signal, timeout: longestMs, maxBuffer: mostBytes }, (error, stdout, stderr) => {
      if (error === null) resolve(stdout);
      else reject(new Error(`${command} ${endOf(error)}${stderr.trim() === "" ? "" : `: ${stderr.trim()}`}`, { cause: error }));
    });
    child.stdin?.end();
  });
  return credentialsOf(command, output);
}

/** Longer than anybody waits for it: a person may log in meanwhile. */
const longestMs = 120_000;
const mostBytes = 1024 ** 2;
const mostCharacters = 65_536;

function endOf({ code, killed, signal }: { readonly code?: string | number | null; killed?: boolean; signal?: NodeJS.Signals }): string {
  if (code === "ABORT_ERR") return "was ended";
  if (code === "ERR_CHILD_PROCESS_STDIO_MAXBUFFER") return `says more than ${mostBytes} bytes`;
  if (killed === true) return `did not end within ${longestMs / 1000} s`;
  if (typeof code === "number") return `ended with status ${code}`;
  return typeof code === "string" ? `cannot be run (${code})` : `was ended by ${signal ?? "a signal"}`;
}

function credentialsOf(command: string, output: string): PlugInCredentials {
  const status = field(parsed(command, output), "status");
  const token = textField(status, "token", mostCharacters);
  const certificate = textField(status, "clientCertificateData", mostCharacters);
  const key = textField(status, "clientKeyData", mostCharacters);
  if (token === undefined && (certificate === undefined || key === undefined))
    throw new Error(`${command} gives neither a token nor a certificate with its key`);
  const expiresAtMs = Date.parse(textField(status, "expirationTimestamp") ?? "");
  return {
    ...(token === undefined ? {} : { token }),
    ...(certificate === undefined || key === undefined ? {} : { certificate, key }),
    ...(Number.isNaN(expiresAtMs) ? {} : { expiresAtMs }),
  };
}

/** What it says instead is not quoted: it may be the half of a secret. */
function parsed(command: string, output: string): unknown {
  try {
    return JSON.parse(output);
  } catch {
    throw new Error(`${command} answers with ${output.trim() === "" ? "nothing" : "what is no JSON"} where an ExecCredential is wanted`);
  }
}
