import type { Flow, FlowCounters, SequenceAdjustment } from "../../model/flow.ts";
import type { AttributeCursor } from "../netlink/attribute-cursor.ts";
import type { AttributeWriter } from "../netlink/attribute-writer.ts";
import { ctattrCounters, ctattrHelp, ctattrSecctx, ctattrSeqadj, ctattrSynproxy, ctattrTstamp, ctattrType } from "./constants.ts";

// What the kernel hangs on an entry beside its tuples (struct nf_ct_ext). Each `read…` gets a cursor inside the attribute's nest.

/** Either the 64-bit pair or the 32-bit pair of old kernels. */
export function readCounters(cursor: AttributeCursor): FlowCounters {
  let packets: number | undefined;
  let bytes: number | undefined;
  while (cursor.next()) {
    switch (cursor.type) {
      case ctattrCounters.CTA_COUNTERS_PACKETS:
        packets = cursor.uint64("CTA_COUNTERS_PACKETS");
        break;
      case ctattrCounters.CTA_COUNTERS_BYTES:
        bytes = cursor.uint64("CTA_COUNTERS_BYTES");
        break;
      case ctattrCounters.CTA_COUNTERS32_PACKETS:
        packets ??= cursor.uint32("CTA_COUNTERS32_PACKETS");
        break;
      case ctattrCounters.CTA_COUNTERS32_BYTES:
        bytes ??= cursor.uint32("CTA_COUNTERS32_BYTES");
        break;
      case ctattrCounters.CTA_COUNTERS_PAD:
        break;
      default:
        cursor.skipUnknown();
    }
  }
  if (packets === undefined) throw cursor.missing("CTA_COUNTERS_PACKETS");
  if (bytes === undefined) throw cursor.missing("CTA_COUNTERS_BYTES");
  return { packets, bytes };
}

export function writeCounters(attributes: AttributeWriter, type: number, counters: FlowCounters | undefined): void {
  if (counters === undefined) return;
  attributes.nest(type, () => {
    attributes.uint64(ctattrCounters.CTA_COUNTERS_PACKETS, counters.packets);
    attributes.uint64(ctattrCounters.CTA_COUNTERS_BYTES, counters.bytes);
  });
}

export function readTimestamps(cursor: AttributeCursor): Pick<Flow, "startMs" | "stopMs"> {
  let times: Pick<Flow, "startMs" | "stopMs"> = {};
  while (cursor.next()) {
    switch (cursor.type) {
      case ctattrTstamp.CTA_TIMESTAMP_START:
        times = { ...times, startMs: cursor.nanosecondsAsMs("CTA_TIMESTAMP_START") };
        break;
      case ctattrTstamp.CTA_TIMESTAMP_STOP:
        times = { ...times, stopMs: cursor.nanosecondsAsMs("CTA_TIMESTAMP_STOP") };
        break;
      case ctattrTstamp.CTA_TIMESTAMP_PAD:
        break;
      default:
        cursor.skipUnknown();
    }
  }
  return times;
}

export function writeTimestamps(attributes: AttributeWriter, { startMs, stopMs }: Pick<Flow, "startMs" | "stopMs">): void {
  if (startMs === undefined && stopMs === undefined) return;
  attributes.nest(ctattrType.CTA_TIMESTAMP, () => {
    if (startMs !== undefined) attributes.msAsNanoseconds(ctattrTstamp.CTA_TIMESTAMP_START, startMs);
    if (stopMs !== undefined) attributes.msAsNanoseconds(ctattrTstamp.CTA_TIMESTAMP_STOP, stopMs);
  });
}

/** CTA_HELP_INFO is each helper's private state and is not looked into. */
export function readHelperName(cursor: AttributeCursor): string {
  let name: string | undefined;
  while (cursor.next()) {
    if (cursor.type === ctattrHelp.CTA_HELP_NAME) name = cursor.text("CTA_HELP_NAME");
    else if (cursor.type !== ctattrHelp.CTA_HELP_INFO) cursor.skipUnknown();
  }
  if (name === undefined) throw cursor.missing("CTA_HELP_NAME");
  return name;
}

export function writeHelperName(attributes: AttributeWriter, name: string | undefined): void {
  if (name !== undefined) attributes.nest(ctattrType.CTA_HELP, () => attributes.text(ctattrHelp.CTA_HELP_NAME, name));
}

export function readSecurityContext(cursor: AttributeCursor): string {
  let name: string | undefined;
  while (cursor.next()) {
    if (cursor.type === ctattrSecctx.CTA_SECCTX_NAME) name = cursor.text("CTA_SECCTX_NAME");
    else cursor.skipUnknown();
  }
  if (name === undefined) throw cursor.missing("CTA_SECCTX_NAME");
  return name;
}

export function writeSecurityContext(attributes: AttributeWriter, name: string | undefined): void {
  if (name !== undefined) attributes.nest(ctattrType.CTA_SECCTX, () => attributes.text(ctattrSecctx.CTA_SECCTX_NAME, name));
}

export function readSequenceAdjustment(cursor: AttributeCursor): SequenceAdjustment {
  let correctionPosition: number | undefined;
  let offsetBefore: number | undefined;
  let offsetAfter: number | undefined;
  while (cursor.next()) {
    switch (cursor.type) {
      case ctattrSeqadj.CTA_SEQADJ_CORRECTION_POS:
        correctionPosition = cursor.uint32("CTA_SEQADJ_CORRECTION_POS");
        break;
      // The two offsets are signed (`s32` in struct nf_ct_seqadj): a shorter address takes bytes away.
      case ctattrSeqadj.CTA_SEQADJ_OFFSET_BEFORE:
        offsetBefore = cursor.uint32("CTA_SEQADJ_OFFSET_BEFORE") | 0;
        break;
      case ctattrSeqadj.CTA_SEQADJ_OFFSET_AFTER:
        offsetAfter = cursor.uint32("CTA_SEQADJ_OFFSET_AFTER") | 0;
        break;
      default:
        cursor.skipUnknown();
    }
  }
  if (correctionPosition === undefined) throw cursor.missing("CTA_SEQADJ_CORRECTION_POS");
  if (offsetBefore === undefined) throw cursor.missing("CTA_SEQADJ_OFFSET_BEFORE");
  if (offsetAfter === undefined) throw cursor.missing("CTA_SEQADJ_OFFSET_AFTER");
  return { correctionPosition, offsetBefore, offsetAfter };
}

export function writeSequenceAdjustment(attributes: AttributeWriter, type: number, adjustment: SequenceAdjustment | undefined): void {
  if (adjustment === undefined) return;
  attributes.nest(type, () => {
    attributes.uint32(ctattrSeqadj.CTA_SEQADJ_CORRECTION_POS, adjustment.correctionPosition);
    attributes.uint32(ctattrSeqadj.CTA_SEQADJ_OFFSET_BEFORE, adjustment.offsetBefore >>> 0);
    attributes.uint32(ctattrSeqadj.CTA_SEQADJ_OFFSET_AFTER, adjustment.offsetAfter >>> 0);
  });
}

export function readSynProxy(cursor: AttributeCursor): NonNullable<Flow["synProxy"]> {
  let initialSequence: number | undefined;
  let initialTimestampOffset: number | undefined;
  let timestampOffset: number | undefined;
  while (cursor.next()) {
    switch (cursor.type) {
      case ctattrSynproxy.CTA_SYNPROXY_ISN:
        initialSequence = cursor.uint32("CTA_SYNPROXY_ISN");
        break;
      case ctattrSynproxy.CTA_SYNPROXY_ITS:
        initialTimestampOffset = cursor.uint32("CTA_SYNPROXY_ITS");
        break;
      case ctattrSynproxy.CTA_SYNPROXY_TSOFF:
        timestampOffset = cursor.uint32("CTA_SYNPROXY_TSOFF");
        break;
      default:
        cursor.skipUnknown();
    }
  }
  if (initialSequence === undefined) throw cursor.missing("CTA_SYNPROXY_ISN");
  if (initialTimestampOffset === undefined) throw cursor.missing("CTA_SYNPROXY_ITS");
  if (timestampOffset === undefined) throw cursor.missing("CTA_SYNPROXY_TSOFF");
  return { initialSequence, initialTimestampOffset, timestampOffset };
}

export function writeSynProxy(attributes: AttributeWriter, synProxy: Flow["synProxy"]): void {
  if (synProxy === undefined) return;
  attributes.nest(ctattrType.CTA_SYNPROXY, () => {
    attributes.uint32(ctattrSynproxy.CTA_SYNPROXY_ISN, synProxy.initialSequence);
    attributes.uint32(ctattrSynproxy.CTA_SYNPROXY_ITS, synProxy.initialTimestampOffset);
    attributes.uint32(ctattrSynproxy.CTA_SYNPROXY_TSOFF, synProxy.timestampOffset);
  });
}
