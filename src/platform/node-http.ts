/**
 * To import node:http is to read each of its exports, and one of them, `WebSocket`, brings undici with HTTP/2 and the streams of the web: 14 MB of RSS (Node
 * 24.21.0) for what nothing here uses. Asked for in this way it comes alone.
 */
export function nodeHttp() {
  return process.getBuiltinModule("node:http");
}

/** Brings TLS and 7 MB of RSS, so that only who speaks it asks for it. */
export function nodeHttps() {
  return process.getBuiltinModule("node:https");
}

export function nodeTls() {
  return process.getBuiltinModule("node:tls");
}
