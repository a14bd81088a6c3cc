import type { Explanation } from './explanation.ts';
import { type Phrase, phrase } from './phrase.ts';
import type { Standing } from './standing.ts';

export function explainDone(standing: Standing): Explanation {
  const { verdict, froze } = standing.ending;
  if (froze !== null) {
    return { ...end(standing, phrase('explain-degraded', { reason: froze.reason })), code: 'degraded' };
  }
  const text = verdict === 'healthy' ? phrase('explain-done-healthy') : phrase('explain-done');
  return { ...end(standing, text), code: 'done' };
}

export function explainCancelled(standing: Standing): Explanation {
  const { why } = standing.ending;
  const text = why === null ? phrase('explain-cancelled') : phrase('explain-sentence', { why });
  return { ...end(standing, text), code: 'cancelled' };
}

function end(standing: Standing, text: Phrase): Omit<Explanation, 'code'> {
  const { restart, since, workItemId: task, repo, ending } = standing;
  if (restart !== null) {
    return {
      text: phrase('explain-restart', { text, who: restart.who }),
      since: restart.since,
      lifts: phrase('explain-lift-restart', { task }),
    };
  }
  const frozen = ending.froze !== null && !ending.froze.cleared;
  return { text, since, lifts: frozen ? phrase('explain-lift-frozen', { repo }) : '' };
}
