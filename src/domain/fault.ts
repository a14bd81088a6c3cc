import type { Outcome, OutcomeKind } from './outcome.ts';
import type { Said } from './phrase.ts';

/** Ends that say something of the work or of its surroundings. The others have a budget of their own, or were wanted. */
const faulty: ReadonlySet<OutcomeKind> = new Set(['failed', 'silent', 'overtime', 'lost', 'misconfigured']);

const LONGEST = 300;

/**
 * The same text whenever the same goes wrong: numbers, hashes and paths that differ each time are left out. Null: nothing
 * did. `say` gives the English of it.
 */
export function faultOf(outcome: Outcome, say: (said: Said) => string): string | null {
  if (!faulty.has(outcome.kind) || !('why' in outcome)) return null;
  const why = say(outcome.why)
    .toLowerCase()
    .replaceAll(/\b[0-9a-f-]{7,}\b|\d+/g, '#')
    .replaceAll(/\s+/g, ' ')
    .trim();
  return `${outcome.kind}: ${why}`.slice(0, LONGEST);
}
