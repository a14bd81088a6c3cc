import { dropOf, pathOf, type Wait } from './circle.ts';
import type { Explanation } from './explanation.ts';
import { type Phrase, phrase } from './phrase.ts';
import type { Standing } from './standing.ts';

/** A wait that leads back to the task itself ends by nobody's going on. */
export function explainCircle({ circle, job, since, workItemId: task }: Standing): Explanation | null {
  if (circle === null) return null;
  return {
    code: 'circle',
    text: wordCircle(circle),
    since: job?.status === 'queued' ? job.since : since,
    lifts: phrase('explain-lift-circle', { drop: dropOf(circle), task }),
  };
}

/** Each of its waits that nobody asked for is explained. */
function wordCircle(circle: readonly Wait[]): Phrase {
  const lanes = circle.flatMap(({ workItemId: waits, by }, index) => {
    const other = circle[(index + 1) % circle.length]?.workItemId ?? '';
    return by === 'repository' ? [phrase('deps-lane', { waits, for: other })] : [];
  });
  const path = pathOf(circle);
  return lanes.length === 0
    ? phrase('explain-circle', { circle: path })
    : phrase('explain-circle-lanes', { circle: path, lanes });
}
