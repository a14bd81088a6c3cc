/** Shorter ones would be met by chance. */
const written = /^([0-9a-f]{6,64})(?:\s+|$)/i;

/**
 * A revision that somebody typed in front of other words. A word that no known revision begins with counts as one only
 * where it looks like nothing else: letters and digits mixed.
 */
export function splitRevision(
  words: string,
  known: readonly string[],
): { revision: string | null; rest: string } {
  const found = written.exec(words);
  const revision = found?.[1]?.toLowerCase();
  if (found === null || revision === undefined) return { revision: null, rest: words };
  const isKnown = known.some((one) => one.toLowerCase().startsWith(revision));
  if (!isKnown && !(/[a-f]/.test(revision) && /\d/.test(revision))) return { revision: null, rest: words };
  return { revision, rest: words.slice(found[0].length) };
}
