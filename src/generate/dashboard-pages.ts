import { grafanaDashboard } from "../metrics/dashboards/grafana-dashboard.ts";
import { dashboards } from "../metrics/dashboards/index.ts";
import type { Page } from "./page.ts";

/** For people who import them, and for the chart, which may only read its own folder. */
export function dashboardPages(): readonly Page[] {
  return Object.entries(dashboards).flatMap(([name, dashboard]) => {
    const text = `${formatted(JSON.stringify(grafanaDashboard(dashboard), undefined, 2))}\n`;
    return ["deploy/dashboards", "deploy/helm/ullage/files/dashboards"].map((folder) => ({ path: `${folder}/${name}.json`, text }));
  });
}

/** Short lists of words on one line, as the formatter of the repository wants them. */
function formatted(json: string): string {
  return json.replace(/\[\n\s+("[^"\n]*"(?:,\n\s+"[^"\n]*")*)\n\s+\]/g, (_, words: string) => `[${words.replace(/,\n\s+/g, ", ")}]`);
}
