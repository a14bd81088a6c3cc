import type { Said } from './phrase.ts';

/** What a chat hears once a day. US dollars. */
export type Digest = Readonly<{
  done: readonly Readonly<{ workItemId: string; title: string; url: string | null }>[];
  /** Tasks that ask a person something, the longest first; since when, as stored. */
  waiting: readonly Readonly<{ workItemId: string; title: string; what: Said; since: string | null }>[];
  spentUsd: number;
  /** How many tasks are on their way, those that wait for people left out. */
  underWay: number;
  frozen: readonly Readonly<{ repo: string; reason: Said; since: string }>[];
}>;

/** A day on which nothing happened and nobody is waited for is not told of. */
export function isEmpty({ done, waiting, spentUsd, frozen }: Digest): boolean {
  return done.length === 0 && waiting.length === 0 && frozen.length === 0 && spentUsd === 0;
}
