import type { Explanation } from './explanation.ts';
import { type Phrase, phrase } from './phrase.ts';
import type { Standing } from './standing.ts';

export function explainDone(standing: Standing): Explanation {
  const { verdict, froze } = standing.ending;
  const rolledBack = explainRollback(standing);
  if (rolledBack !== null) return rolledBack;
  if (froze !== null) {
    return { ...end(standing, phrase('explain-degraded', { reason: froze.reason })), code: 'degraded' };
  }
  const text = verdict === 'healthy' ? phrase('explain-done-healthy') : phrase('explain-done');
  return { ...end(standing, text), code: 'done' };
}

export function explainCancelled(standing: Standing): Explanation {
  const { why } = standing.ending;
  const rolledBack = explainRollback(standing);
  if (rolledBack !== null) return rolledBack;
  const text = why === null ? phrase('explain-cancelled') : phrase('explain-sentence', { why });
  return { ...end(standing, text), code: 'cancelled' };
}

/** What became of a release that somebody wanted rolled back is all there is to say of it. */
function explainRollback(standing: Standing): Explanation | null {
  const { rollback } = standing.ending;
  if (rollback === null) return null;
  const { state, who, since, said } = rollback;
  if (state === 'under-way') {
    const text = phrase('explain-rolling-back', { who });
    return { code: 'rollback', text, since, lifts: phrase('explain-lift-rollback') };
  }
  const text = phrase('explain-sentence', { why: said ?? phrase('explain-rolling-back', { who }) });
  const ended = end(standing, text);
  if (state === 'done' || !isFrozen(standing) || standing.restart !== null) {
    return { ...ended, since, code: 'rollback' };
  }
  const { workItemId: task, repo } = standing;
  return { code: 'rollback', text, since, lifts: phrase('explain-lift-rollback-failed', { task, repo }) };
}

function end(standing: Standing, text: Phrase): Omit<Explanation, 'code'> {
  const { restart, since, workItemId: task, repo } = standing;
  if (restart !== null) {
    return {
      text: phrase('explain-restart', { text, who: restart.who }),
      since: restart.since,
      lifts: phrase('explain-lift-restart', { task }),
    };
  }
  return { text, since, lifts: isFrozen(standing) ? phrase('explain-lift-frozen', { repo }) : '' };
}

function isFrozen({ ending: { froze } }: Standing): boolean {
  return froze !== null && !froze.cleared;
}
