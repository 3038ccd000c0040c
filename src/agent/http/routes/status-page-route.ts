import { createHash } from "node:crypto";
import { statusPageStyle } from "../../../report/status-page/status-page-style.ts";
import { statusPage } from "../../../report/status-page.ts";
import type { IncidentArchive, NodeWatch } from "../../agent-parts.ts";
import { choiceIn } from "../request-query.ts";
import type { Route } from "../route.ts";

/** No script, no picture, no form, no frame: whatever a name of the node might become in a browser, it can load and send nothing. */
const policy = `default-src 'none'; style-src 'sha256-${createHash("sha256").update(statusPageStyle).digest("base64")}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`;

export function statusPageRoute(watch: NodeWatch, archive: IncidentArchive | undefined): Route {
  return {
    method: "GET",
    path: "/",
    gives: "the page for people",
    parameters: ["refresh"],
    deadlineSeconds: 10,
    answer({ query }) {
      const refreshes = choiceIn(query, "refresh", ["on", "off"], "on") === "on";
      const page = statusPage(watch.status(), {
        ...(archive === undefined ? {} : { incidents: archive.list() }),
        refreshSeconds: refreshes ? refreshSeconds : undefined,
      });
      return { kind: "text", contentType: "text/html; charset=utf-8", headers: { "content-security-policy": policy }, body: page };
    },
  };
}

/** Judgements come about as often. */
const refreshSeconds = 10;
