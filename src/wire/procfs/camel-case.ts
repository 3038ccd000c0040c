/** `search_restart` → `searchRestart`, `ListenOverflows` → `listenOverflows`, `TCPReqQFullDrop` → `tcpReqQFullDrop`, `TCP6` → `tcp6`. */
export function camelCase(name: string): string {
  return name
    .split(/[_\s-]+/)
    .filter(Boolean)
    .map((word, index) => (index === 0 ? lowerLeadingCapitals(word) : capitalise(word)))
    .join("");
}

export function capitalise(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}

/** The leading run of capitals is one word, but its last letter begins the next word when small letters follow. */
function lowerLeadingCapitals(word: string): string {
  return word.replace(/^[A-Z]+(?![a-z])|^[A-Z]/, (capitals) => capitals.toLowerCase());
}
