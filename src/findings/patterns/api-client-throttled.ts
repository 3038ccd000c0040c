import { defineLogPattern } from "../log-pattern.ts";

export const apiClientThrottled = defineLogPattern({
  id: "api-client-throttled",
  title: "A client of the API server held itself back",
  severity: "info",
  component: "api-server",
  line: /Waited for \S{1,20} due to client-side throttling|"Waited before sending request"(?: |,.{0,60}?")delay"?[=:]"[^"]{1,20}",? ?"?reason"?[=:]"client-side throttling/i,
  anyOf: ["client-side throttling"],
  means: "The client had more requests than its own limit (QPS) lets through; they were sent later.",
  doesNotMean: "The API server refused nothing, and nothing was lost.",
  next: "Nothing to do unless the waits are of many seconds.",
  source: "Kubernetes client-go rest/request.go; `Waited before sending request` since 1.33",
  examples: {
    matches: [
      'I0205 13:35:21.293404 4121569 request.go:752] "Waited before sending request" delay="1.200875613s" reason="client-side throttling, not priority and fairness" verb="POST" URL="https://10.0.0.1:6443/api/v1/namespaces/shop/pods/web-7d9f/eviction"',
      '{"ts":1768478400000.5,"caller":"rest/request.go:752","msg":"Waited before sending request","v":0,"delay":"1.2s","reason":"client-side throttling, not priority and fairness","verb":"GET"}',
      "I0115 12:00:00.000000    2999 request.go:697] Waited for 1.1961s due to client-side throttling, not priority and fairness, request: GET:https://172.20.0.1:443/api/v1/namespaces/shop/pods",
    ],
    quiet: ["I0115 12:00:00.000000       1 x.go:1] throttling is off on the client side"],
  },
});
