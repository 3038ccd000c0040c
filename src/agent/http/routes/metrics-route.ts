import { type ExpositionFormat, negotiateExposition } from "../../../metrics/exposition.ts";
import type { Route } from "../route.ts";

/** Nothing is read for a scrape, and nothing waits: what is known is printed within one turn of the event loop. */
export function metricsRoute(metrics: (format: ExpositionFormat) => string): Route {
  return {
    method: "GET",
    path: "/metrics",
    gives: "metrics, as Prometheus text or OpenMetrics",
    parameters: [],
    deadlineSeconds: 10,
    answer({ headers }) {
      const { format, contentType } = negotiateExposition(headers.accept);
      return { kind: "text", contentType, body: metrics(format) };
    },
  };
}
