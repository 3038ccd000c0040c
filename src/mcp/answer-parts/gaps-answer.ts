/** What could not be looked at; an answer without any has no such field. */
export function gapsAnswer(gaps: readonly string[]): { readonly gaps?: string[] } {
  return gaps.length === 0 ? {} : { gaps: [...gaps] };
}
