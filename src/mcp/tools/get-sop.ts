import { getSopContract } from "../../contract/tools/get-sop.ts";
import { ToolFailure } from "../../platform/tool-failure.ts";
import { findRunbook } from "../../runbooks/find-runbook.ts";
import { nearRunbooks } from "../../runbooks/near-runbooks.ts";
import { resourceUris } from "../resource-uris.ts";
import { defineTool } from "../tool.ts";

export const getSopTool = defineTool(getSopContract, async ({ sopName }, { runbooks }) => {
  const runbook = findRunbook(runbooks, sopName);
  if (runbook === undefined) {
    const near = nearRunbooks(runbooks, sopName).map(({ name }) => name);
    const hint = near.length === 0 ? "" : `; near it are ${near.join(", ")}`;
    throw new ToolFailure("unknown", `no runbook is called ${JSON.stringify(sopName)}${hint}`, {
      next:
        near.length === 0
          ? "Call list_sops to see all of them."
          : `Call get_sop with ${near.join(" or ")}, or list_sops to see all of them.`,
    });
  }
  const { name, id, about, text } = runbook;
  const { title, severity, objective } = about;
  return {
    value: {
      success: true as const,
      sop: { name, id, title, severity, objective, content: text, size: Buffer.byteLength(text) },
      nextStep: "Perform its MUST steps in order, with the node in place of {instanceId}; the first is diagnose.",
    },
    links: [{ uri: resourceUris.runbook(name), name: `${name}.md`, mimeType: "text/markdown", size: Buffer.byteLength(text) }],
  };
});
