import { z } from "zod";

/** What a part of a runbook is held against. */
export type RunbookSchema<T> = z.ZodType<T>;

const line = z.string().trim().min(1);

/** How bad what a runbook is for can be; in capitals, as runbooks have it. */
export const runbookSeveritySchema = z.enum(["CRITICAL", "WARNING", "NOTICE"]);

/** What stands between the two lines of `---` at the beginning of a runbook. */
export const runbookFrontMatterSchema = z.strictObject({
  title: line,
  description: line,
  status: z.enum(["active", "draft", "retired"]),
  /** Of what it is for, at its worst. */
  severity: runbookSeveritySchema,
  /** `limit:…`, `look-alike:…`, `cause:…`, `check:…`, `pattern:…`, or words. */
  triggers: z.array(line).min(1),
  owner: line,
  objective: line,
  context: line,
});

export type RunbookFrontMatter = Readonly<z.infer<typeof runbookFrontMatterSchema>>;

export const runbookGuardrailsSchema = z.strictObject({
  escalation_conditions: z.array(line).min(1),
  /** Each names GREEN, YELLOW or RED behind a colon. */
  safety_ratings: z.array(line.regex(/: (?:GREEN|YELLOW|RED)\b/, "it does not say GREEN, YELLOW or RED behind a colon")).min(1),
});

export const runbookIssueSchema = z.strictObject({ symptoms: line, diagnosis: line, resolution: line });

export type RunbookIssue = Readonly<z.infer<typeof runbookIssueSchema>>;

export const runbookIssuesSchema = z.array(runbookIssueSchema).min(1);

/** The report that a runbook ends in; what stands in a runbook is an example of it, with words in place of values. */
export const runbookOutputFormatSchema = z.strictObject({
  root_cause: line,
  evidence: z.array(z.strictObject({ type: line, content: line })).min(1),
  severity: line,
  mitigation: z.strictObject({ immediate: line, long_term: line }),
});

export type RunbookOutputFormat = Readonly<z.infer<typeof runbookOutputFormatSchema>>;
