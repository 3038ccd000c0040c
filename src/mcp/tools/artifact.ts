import { artifactContract } from "../../contract/tools/artifact.ts";
import type { OpenBundle, ShelvedFile } from "../../operations/bundle-shelf/bundle-shelf.ts";
import { sizeText } from "../../report/collect-report.ts";
import { answeringBundleOf } from "../answer-parts/answering-bundle.ts";
import { fileOfBundle, logKeyOf, openLogKey } from "../arguments/open-log-key.ts";
import { resourceUris } from "../resource-uris.ts";
import { defineTool, type ResourceLink } from "../tool.ts";

export const artifactTool = defineTool(artifactContract, async (input, context, call) => {
  const { open, path } = await openLogKey(context, input, call);
  const { bundle } = open;
  const file = path === "" ? undefined : fileOfBundle(open, path);
  const archive: ResourceLink = {
    uri: resourceUris.bundle(bundle.id),
    name: bundle.id,
    description: "the bundle: what it is of, its verdict and its files",
    mimeType: "text/plain",
    size: bundle.bytes,
  };
  return {
    value: {
      success: true as const,
      ...answeringBundleOf(open.bundle),
      ...(file === undefined ? {} : { file: fileAnswer(open, file) }),
      archive: {
        uri: archive.uri,
        location: bundle.path,
        ...{ size: bundle.bytes, sizeHuman: sizeText(bundle.bytes), mimeType: mimeTypeOf(open) },
      },
      ...(input.expirationMinutes === undefined ? {} : { gaps: ["expirationMinutes was passed over: links do not expire"] }),
      nextStep: "A client reads the link with resources/read; an operator copies the bundle from its location.",
    },
    links: [...(file === undefined ? [] : [linkTo(open, file)]), archive],
  };
});

function fileAnswer(open: OpenBundle, file: ShelvedFile) {
  const { uri, mimeType = plainText } = linkTo(open, file);
  return { uri, logKey: logKeyOf(open, file.path), size: file.bytes, sizeHuman: sizeText(file.bytes), mimeType, isBinary: file.isBinary };
}

function linkTo({ bundle }: OpenBundle, { path, bytes, isBinary }: ShelvedFile): ResourceLink {
  return {
    uri: resourceUris.bundleFile(bundle.id, path),
    name: path,
    description: "a file of the bundle",
    mimeType: isBinary ? "application/octet-stream" : plainText,
    size: bytes,
  };
}

const plainText = "text/plain";

function mimeTypeOf({ bundle: { path }, text }: OpenBundle): string {
  if (/\.(?:tar\.gz|tgz)$/i.test(path)) return "application/gzip";
  if (/\.tar$/i.test(path)) return "application/x-tar";
  if (/\.zip$/i.test(path)) return "application/zip";
  return text.places.some(({ diskPath }) => diskPath === path) ? plainText : "inode/directory";
}
