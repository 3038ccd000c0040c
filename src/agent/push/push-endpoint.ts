/** As OpenTelemetry's own variables do it, an endpoint without a path gets that of the signal. Undefined for what is no address of a receiver over HTTP. */
export function pushEndpoint(text: string): string | undefined {
  const url = URL.parse(text);
  if (url === null || !/^https?:$/.test(url.protocol)) return undefined;
  if (url.pathname === "/") url.pathname = "/v1/metrics";
  return url.href;
}
