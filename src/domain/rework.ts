import type { Phrase, PhraseArg, Said } from './phrase.ts';

/** What the reason of a decision is, without the count of the rounds that stands behind it: `CI is red: rework 2`. */
export function reasonOfRework(why: Said): Said {
  if (typeof why === 'string') return why.replace(countOfRounds, '');
  const reason = isCounted(why) ? why.args?.['why'] : undefined;
  return reason !== undefined && isSaid(reason) ? reason : why;
}

/** As earlier versions wrote it. */
const countOfRounds = /: (?:rework \d+|the limit of rework is reached)$/;

function isCounted({ id }: Phrase): boolean {
  return id === 'why-rework' || id === 'why-rework-limit';
}

function isSaid(arg: PhraseArg): arg is Said {
  return typeof arg === 'string' || (typeof arg === 'object' && 'id' in arg);
}
