import { explainHeldEffect } from './explain-gates.ts';
import { type Explanation, utc } from './explanation.ts';
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
  if (state === 'asked' || state === 'under-way') return explainRollingBack(standing, { state, who, since });
  const text = phrase('explain-sentence', { why: said ?? phrase('explain-rolling-back', { who }) });
  const ended = end(standing, text);
  if (state === 'done' || !isFrozen(standing) || standing.restart !== null) {
    return { ...ended, since, code: 'rollback' };
  }
  const { workItemId: task, repo } = standing;
  const lifts = phrase('explain-lift-rollback-failed', { task, repo });
  return { code: 'rollback-failed', text, since, lifts };
}

type OpenRollback = { state: 'asked' | 'under-way'; who: string; since: string };

function explainRollingBack(standing: Standing, { state, who, since }: OpenRollback): Explanation {
  const { run, trouble, workItemId: task } = standing;
  const held = run === null ? explainHeldEffect(standing, 'rollback') : null;
  if (held !== null) return held;
  const text = phrase(state === 'asked' ? 'explain-to-roll-back' : 'explain-rolling-back', { who });
  if (trouble === null || run !== null) {
    const lifts =
      state === 'asked' ? phrase('explain-lift-to-roll-back', { task }) : phrase('explain-lift-rollback');
    return { code: 'rollback', text, since, lifts };
  }
  return {
    code: 'rollback',
    text: phrase('explain-failed', { text, why: trouble.why }),
    since,
    lifts: phrase('explain-lift-failed-effect', { at: utc(trouble.retryAt), task }),
  };
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
