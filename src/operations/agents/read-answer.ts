import { AgentFailure } from "../../sources/agents/agent-failure.ts";

/** As far as it is needed of a schema of `src/contract`. */
interface Schema<T> {
  safeParse(value: unknown):
    | { readonly success: true; readonly data: T }
    | {
        readonly success: false;
        readonly error: { readonly issues: readonly { readonly path: readonly PropertyKey[]; readonly message: string }[] };
      };
}

/** An agent's answer by its schema; one of another version is named as such instead of being shown in part. */
export function readAnswer<T>(schema: Schema<T>, value: unknown): T {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const { path, message } = parsed.error.issues[0] ?? { path: [], message: "" };
  const where = path.length === 0 ? "" : `${path.join(".")}: `;
  throw new AgentFailure("not-understood", `its answer is of another version of ullage, or of something else (${where}${message})`);
}
