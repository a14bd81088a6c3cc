/**
 * What goes first when a card would grow too long: from what a reader misses least to what he misses most. Each row says
 * what it costs him.
 */
const leftOut = [
  // The buttons do the same.
  'commands',
  // The stages that are still to come are the same for every task.
  'ahead',
  // Who worked on each stage and what tokens that took: /cost tells them too.
  'work',
  // What the last run said of itself; /log has it.
  'summary',
  // What was recovered, what changed nothing and what was not configured.
  'notes',
  // What stands behind the question, where /why and /log tell more.
  'details',
  // What has passed: the current stage stays.
  'passed',
] as const;

type CardPart = (typeof leftOut)[number];

/** The parts a card is made without. */
export type Diet = ReadonlySet<CardPart>;

/** With the last one every part is limited, so that it always fits. */
export const diets: readonly Diet[] = [0, ...leftOut.keys().map((index) => index + 1)].map(
  (count) => new Set(leftOut.slice(0, count)),
);
