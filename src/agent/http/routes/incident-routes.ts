import { pipeline } from "node:stream/promises";
import { incidentList } from "../../../report/incident-list.ts";
import type { IncidentArchive, NodeWatch } from "../../agent-parts.ts";
import { ApiError } from "../api-error.ts";
import { jsonAnswer, type Route } from "../route.ts";

export function incidentRoutes(watch: NodeWatch, archive: IncidentArchive): readonly Route[] {
  return [
    {
      method: "GET",
      path: "/v1/incidents",
      gives: "the incidents that are kept",
      parameters: [],
      deadlineSeconds: 10,
      answer: () => jsonAnswer(incidentList(watch.status().node, archive.list())),
    },
    {
      method: "GET",
      path: "/v1/incidents/:name",
      gives: "the bundle of one incident",
      parameters: [],
      deadlineSeconds: 300,
      answer({ name }) {
        const found = incidentName.test(name) ? archive.open(name) : undefined;
        if (found === undefined) throw new ApiError("incident-unknown", "no incident of this name is kept");
        const { bytes, stream } = found;
        return {
          kind: "stream",
          headers: {
            "content-type": "application/gzip",
            "content-length": String(bytes),
            "content-disposition": `attachment; filename="${name}"`,
          },
          send: (output, signal) => pipeline(stream, output, { signal }),
          discard: () => stream.destroy(),
        };
      },
    },
  ];
}

/** One segment of a path that stays within its directory, and text that may stand in a header. */
const incidentName = /^(?!\.)[A-Za-z0-9._-]{1,200}$/;
