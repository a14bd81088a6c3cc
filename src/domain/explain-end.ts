import type { Explanation } from './explanation.ts';
import type { Standing } from './standing.ts';

export function explainDone(standing: Standing): Explanation {
  const { verdict, froze } = standing.ending;
  if (froze !== null) {
    return { ...end(standing, `Released, but degraded: ${froze.reason}.`), code: 'degraded' };
  }
  return {
    ...end(standing, verdict === 'healthy' ? 'Done: the release is healthy.' : 'Done.'),
    code: 'done',
  };
}

export function explainCancelled(standing: Standing): Explanation {
  const why = standing.ending.why ?? 'cancelled';
  return { ...end(standing, `${why.charAt(0).toUpperCase()}${why.slice(1)}.`), code: 'cancelled' };
}

function end(standing: Standing, text: string): Omit<Explanation, 'code'> {
  const { restart, since, workItemId, repo, ending } = standing;
  if (restart !== null) {
    return {
      text: `${text} ${restart.who} moved the work item to a start state again.`,
      since: restart.since,
      lifts: `/restart ${workItemId} opens a new task for it.`,
    };
  }
  const frozen = ending.froze !== null && !ending.froze.cleared;
  return {
    text,
    since,
    lifts: frozen ? `${repo} stays frozen until a person unfreezes it: /unfreeze ${repo}.` : '',
  };
}
