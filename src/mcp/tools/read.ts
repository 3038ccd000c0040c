import { readContract } from "../../contract/tools/read.ts";
import type { ToolInput } from "../../contract/tools/tool-contract.ts";
import type { OpenBundle, ShelvedFile } from "../../operations/bundle-shelf/bundle-shelf.ts";
import { ToolFailure } from "../../platform/tool-failure.ts";
import { answeringBundleOf } from "../answer-parts/answering-bundle.ts";
import { bytesOfJson } from "../answers/answer-bytes.ts";
import { harmlessLines } from "../answers/harmless-lines.ts";
import { fileOfBundle, logKeyOf, openLogKey } from "../arguments/open-log-key.ts";
import { defineTool, type ToolCall } from "../tool.ts";

export const readTool = defineTool(readContract, async (input, context, call) => {
  const { open, path } = await openLogKey(context, input, call);
  const file = fileOfBundle(open, path);
  if (file.isBinary) throw new ToolFailure("file-binary", `${file.path} is no text`);
  const wanted =
    input.startByte === undefined && input.endByte === undefined ? await linesAsked(open, file, input, call) : bytesAsked(file, input);
  const around = {
    success: true as const,
    ...answeringBundleOf(open.bundle),
    logKey: logKeyOf(open, file.path),
    totalSize: file.bytes,
  };
  const piece = await readPiece(open, file, wanted, call, call.maxBytes - bytesOfJson(around) - restBytes);
  const hasMore = piece.end < file.bytes;
  const isTable = file.kind === "conntrack" || file.kind === "conntrack-xml";
  return {
    value: {
      ...around,
      content: piece.content,
      ...{ startByte: wanted.start, endByte: piece.end, hasMore, lineAligned: piece.isAligned },
      truncated: piece.end < wanted.end,
      ...(wanted.startLine === undefined
        ? {}
        : { startLine: wanted.startLine, endLine: wanted.startLine + Math.max(0, linesIn(piece.content) - 1) }),
      ...(hasMore ? { nextChunkToken: String(piece.end) } : {}),
      nextStep: isTable
        ? "This is a saved table: call top_talkers for who fills it and find_flow for single connections, which go through all of it."
        : hasMore
          ? `Call read with startByte ${piece.end} for what follows.`
          : "This is the end of the file.",
    },
  };
});

/** Positions, the token and the next step, as JSON. */
const restBytes = 600;

interface Wanted {
  readonly start: number;
  /** The byte behind the last one. */
  readonly end: number;
  readonly startLine?: number;
}

function bytesAsked({ bytes, path }: ShelvedFile, { startByte = 0, endByte = bytes, startLine }: ToolInput<typeof readContract>): Wanted {
  if (startLine !== undefined) throw new ToolFailure("bad-argument", "give either startLine or startByte and endByte");
  if (endByte < startByte) throw new ToolFailure("bad-argument", "endByte lies before startByte");
  if (startByte > bytes) throw new ToolFailure("bad-argument", `startByte: ${path} has ${bytes} bytes`);
  return { start: startByte, end: Math.min(endByte, bytes) };
}

async function linesAsked(
  { text }: OpenBundle,
  { path, bytes }: ShelvedFile,
  { startLine = 1, lineCount }: ToolInput<typeof readContract>,
  { signal }: ToolCall,
): Promise<Wanted> {
  if (bytes === 0 && startLine === 1) return { start: 0, end: 0, startLine };
  const start = startLine === 1 ? 0 : await text.offsetOfLine(path, startLine, signal);
  if (start === undefined) throw new ToolFailure("bad-argument", `startLine: ${path} has fewer than ${startLine} lines`);
  // The first lines of a file are asked for most, and are found without going through all of it.
  const isShort = bytes - start <= longestPiece;
  return {
    start,
    end: isShort || startLine > 1 ? ((await text.offsetOfLine(path, startLine + lineCount, signal)) ?? bytes) : await endOfLines(),
    startLine,
  };

  async function endOfLines(): Promise<number> {
    const head = await text.readBytes(path, 0, longestPiece, signal);
    let end = -1;
    for (let line = 0; line < lineCount; line++) {
      end = head.indexOf(newline, end + 1);
      if (end < 0) return head.length;
    }
    return end + 1;
  }
}

/** More than any answer can take. */
const longestPiece = 4 * 1024 ** 2;
const newline = 0x0a;

interface Piece {
  readonly content: string;
  readonly end: number;
  readonly isAligned: boolean;
}

/** As much of what is wanted as fits, ending with a whole line where one ends in it. */
async function readPiece(open: OpenBundle, file: ShelvedFile, { start, end }: Wanted, { signal }: ToolCall, room: number): Promise<Piece> {
  const wantedBytes = end - start;
  const beginsLine = start === 0 || (await open.text.readBytes(file.path, start - 1, 1, signal))[0] === newline;
  const bytes = await open.text.readBytes(file.path, start, Math.min(wantedBytes, longestPiece, Math.max(room, shortestPiece)), signal);
  for (let length = bytes.length; ; ) {
    const cut = length < wantedBytes ? wholeLines(bytes.subarray(0, length)) : length;
    const piece = bytes.subarray(0, cut);
    const content = harmlessLines(decoder.decode(piece));
    const size = bytesOfJson(content);
    const endsLine = piece.length === 0 || piece.at(-1) === newline || start + cut === file.bytes;
    if (size <= room || length <= shortestPiece) return { content, end: start + cut, isAligned: beginsLine && endsLine };
    length = Math.max(shortestPiece, Math.floor(Math.min(cut, length) * Math.min(0.95, room / size)));
  }
}

/** So that a call always comes further, whatever the room. */
const shortestPiece = 240;

/** Where to cut: behind the last line that is whole, or else behind the last character that is. */
function wholeLines(bytes: Uint8Array): number {
  const lastLine = bytes.lastIndexOf(newline) + 1;
  if (lastLine > 0) return lastLine;
  // UTF-8: the first byte of a character says how many follow, and those begin with the bits 10.
  for (let at = bytes.length - 1; at > 0 && at >= bytes.length - 4; at--) {
    const byte = bytes[at] ?? 0;
    if ((byte & 0xc0) === 0x80) continue;
    const length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc0 ? 2 : 1;
    return at + length > bytes.length ? at : bytes.length;
  }
  return bytes.length;
}

function linesIn(content: string): number {
  if (content === "") return 0;
  let lines = content.endsWith("\n") ? 0 : 1;
  for (let at = content.indexOf("\n"); at >= 0; at = content.indexOf("\n", at + 1)) lines++;
  return lines;
}

const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
