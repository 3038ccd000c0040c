import { isoTime } from "../../model/iso-time.ts";
import type { OpenBundle, ShelvedBundle } from "../../operations/bundle-shelf/bundle-shelf.ts";
import { ToolFailure } from "../../platform/tool-failure.ts";
import { fenced } from "../answers/fence.ts";
import { firstThatFit } from "../answers/first-that-fit.ts";
import { yamlText } from "../answers/yaml-text.ts";
import { resourceUris } from "../resource-uris.ts";
import type { ToolContext } from "../tool.ts";
import type { NameVeil } from "../veil/name-veil.ts";
import { shownLines } from "../veil/shown-lines.ts";

/** Of the text of a resource; a client may put it before its model whole. */
const mostTextBytes = 256 * 1024;
const mostBlobBytes = 4 * 1024 * 1024;
const mostListed = 200;

export interface ResourceText {
  readonly mimeType: string;
  readonly text: string;
}

export interface ResourceBlob {
  readonly mimeType: string;
  readonly blob: string;
}

/** What resources hold. All of it that comes from nodes stands in a fence, as in the answers of tools. */
export class ResourceReader {
  private readonly context: ToolContext;
  private readonly veil: NameVeil | undefined;

  constructor(context: ToolContext, veil: NameVeil | undefined) {
    this.context = context;
    this.veil = veil;
  }

  async bundles(signal: AbortSignal): Promise<ResourceText> {
    const { bundles, unreadable } = await this.context.shelf.list(signal);
    return this.fencedText({
      bundles: bundles.slice(0, mostListed).map(summaryOf),
      ...(bundles.length > mostListed ? { notListed: bundles.length - mostListed } : {}),
      unreadable: unreadable.slice(0, mostListed),
    });
  }

  async bundle(id: string, signal: AbortSignal): Promise<ResourceText> {
    const { bundle, files, findings, diagnosis } = await this.open(id, signal);
    const { limit, severity, confidence, summary } = diagnosis.verdict;
    return this.fencedText({
      ...summaryOf(bundle),
      verdict: { limit, severity, confidence, summary },
      findings: { total: findings.findings.length, uri: resourceUris.bundleFindings(bundle.id) },
      files: files.slice(0, mostListed).map(({ path, bytes, isBinary }) => ({
        path,
        bytes,
        ...(isBinary ? { isBinary } : {}),
        uri: resourceUris.bundleFile(bundle.id, path),
      })),
      ...(files.length > mostListed ? { filesNotListed: files.length - mostListed } : {}),
    });
  }

  async findings(id: string, signal: AbortSignal): Promise<ResourceText> {
    const { findings: index } = await this.open(id, signal);
    const findings = index.findings.map(({ minutes: _, ...finding }) => finding);
    const shown = firstThatFit(findings, mostTextBytes / 2);
    return this.fencedText({
      node: index.node,
      collectedAt: isoTime(index.collectedAtMs),
      coverage: index.coverage,
      findings: shown,
      ...(shown.length < findings.length ? { notListed: findings.length - shown.length } : {}),
    });
  }

  /** The beginning of a long text; what is no text comes whole, or not at all. */
  async file(id: string, asked: string, signal: AbortSignal): Promise<ResourceText | ResourceBlob> {
    const { files, text } = await this.open(id, signal);
    const path = this.veil?.take(asked) ?? asked;
    const file = files.find((candidate) => candidate.path === path);
    if (file === undefined) throw new ToolFailure("file-unknown", `the bundle has no file ${path}`);
    if (!file.isBinary) {
      const bytes = await text.readBytes(path, 0, Math.min(file.bytes, mostTextBytes), signal);
      const shown = new TextDecoder().decode(bytes);
      const rest = file.bytes > bytes.length ? `The first ${bytes.length} of ${file.bytes} bytes; the tool read has the rest.\n\n` : "";
      return { mimeType: "text/plain", text: `${rest}${fenced(this.covered(shown))}\n` };
    }
    // Nothing can be replaced in what is no text.
    if (this.veil !== undefined) throw new ToolFailure("not-available", "the file is no text, and names in it could not be replaced");
    if (file.bytes > mostBlobBytes)
      throw new ToolFailure("not-available", `the file has ${file.bytes} bytes, and at most ${mostBlobBytes} are given`);
    const bytes = await text.readBytes(path, 0, file.bytes, signal);
    return { mimeType: "application/octet-stream", blob: Buffer.from(bytes).toString("base64") };
  }

  private async open(id: string, signal: AbortSignal): Promise<OpenBundle> {
    const { shelf } = this.context;
    const { bundles } = await shelf.list(signal);
    const wanted = this.veil?.takeNode(id) ?? id;
    const bundle = bundles.find((candidate) => candidate.id === wanted);
    if (bundle === undefined) throw new ToolFailure("unknown-node", "no bundle has this id");
    return shelf.open(bundle, { signal });
  }

  private fencedText(value: object): ResourceText {
    return { mimeType: "text/plain", text: `${fenced(yamlText(this.coveredPart(value, "")))}\n` };
  }

  private coveredPart(value: unknown, field: string): unknown {
    if (typeof value === "string") return verdictFields.has(field) ? value : this.covered(value);
    if (Array.isArray(value)) return value.map((item) => this.coveredPart(item, field));
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([name, inner]) => [this.covered(name), this.coveredPart(inner, name)]));
  }

  private covered(text: string): string {
    return shownLines(text, this.veil);
  }
}

/** Words of ours, which somebody may be called by. */
const verdictFields: ReadonlySet<string> = new Set(["limit", "severity", "confidence", "source", "component", "from"]);

function summaryOf({ id, node, cluster, instanceId, zone, collectedAtMs, bytes, isRedacted }: ShelvedBundle) {
  return { id, uri: resourceUris.bundle(id), node, cluster, instanceId, zone, collectedAt: isoTime(collectedAtMs), bytes, isRedacted };
}
