import type { Asked } from './attention.ts';
import type { Decision } from './decision.ts';
import type { Facts } from './facts.ts';
import type { Said } from './phrase.ts';
import type { TrackerSettings } from './project.ts';
import { reasonOfRework } from './rework.ts';
import { isStage, type Position, type Role, roleAt } from './stage.ts';

/** Where people read along: below the work item, and below the change. */
export type MirrorPlace = 'item' | 'change';

/** How the release ended: `merged` where nothing is deployed, `deployed` where nobody watches its health. */
export type ReleaseEnd = 'healthy' | 'degraded' | 'deployed' | 'merged';

/** What is worth a comment, with what only the decision knows of it. */
export type Moment =
  | { moment: 'brd' }
  | { moment: 'question'; role: Role | null; question: Asked }
  /** `round` is null once all rounds are used up. */
  | { moment: 'rework'; why: Said; round: number | null; limit: number; findings: string }
  | { moment: 'degraded'; reason: Said }
  | { moment: 'done'; release: ReleaseEnd };

export type MirrorWish =
  | { kind: 'itemState'; state: string }
  | (Moment & { kind: 'post'; on: readonly MirrorPlace[] });

type Act = Extract<Decision, { kind: 'act' }>;

/** A decision that is being made true. `facts` are those it was made from, except for a stage that the pipeline does not know. */
export type Happening = {
  from: { stage: string | null; step: string };
  decision: Act;
  facts: Pick<Facts, 'rework' | 'policy'>;
};

/** What the tracker and the change are to be told of a decision, in this order. `tracker` is null where no item shows the task. */
export function listMirrorWishes(happening: Happening, tracker: TrackerSettings | null): MirrorWish[] {
  const state = tracker === null ? null : stateAfter(happening, tracker);
  const wishes: MirrorWish[] = state === null ? [] : [{ kind: 'itemState', state }];
  for (const moment of listMoments(happening))
    wishes.push({ kind: 'post', on: places[moment.moment], ...moment });
  return wishes;
}

const places = {
  brd: ['item', 'change'],
  question: ['item', 'change'],
  rework: ['change'],
  degraded: ['item', 'change'],
  done: ['item', 'change'],
} as const satisfies Record<Moment['moment'], readonly MirrorPlace[]>;

/** People may have moved the item meanwhile, so a state is wished at every such move, also one that was wished before. */
function stateAfter({ from, decision: { to } }: Happening, tracker: TrackerSettings): string | null {
  if (to === null) return null;
  const isShown = from.stage !== to.stage || (from.step === 'approval') !== (to.step === 'approval');
  return isShown ? stateFor(to, tracker) : null;
}

/**
 * The tracker's state that shows a position; null where none is configured, and for every state by which people start,
 * approve or reject: these are theirs alone.
 */
export function stateFor({ stage, step }: Position, { states, stages }: TrackerSettings): string | null {
  const ends: Partial<Record<string, string>> = { done: states.done, cancelled: states.cancelled };
  const review = step === 'approval' ? states.review : undefined;
  const wanted = ends[stage] ?? review ?? stages[stage];
  if (wanted === undefined) return null;
  const told = [...states.start, ...states.approved, ...states.rejected].map(normalised);
  return told.includes(normalised(wanted)) ? null : wanted;
}

function normalised(state: string): string {
  return state.trim().toLowerCase();
}

function listMoments({ from, decision, facts }: Happening): Moment[] {
  const { to, changes, why } = decision;
  const moments: Moment[] = [];
  if (to?.step === 'approval' && from.step !== 'approval') moments.push({ moment: 'brd' });
  for (const change of changes) {
    if (change.do === 'ask' && change.code === 'question') {
      const role = isStage(from.stage) ? roleAt(from.stage) : null;
      moments.push({ moment: 'question', role, question: change.asked });
    }
    if (change.do === 'ask' && change.code === 'rework-limit') {
      moments.push(rework(why, null, facts.policy.reworkLimit, change.asked.details));
    }
    if (change.do === 'setRework' && change.rework > facts.rework) {
      const job = changes.find((other) => other.do === 'enqueue');
      moments.push(rework(why, change.rework, facts.policy.reworkLimit, job?.notes ?? ''));
    }
  }
  if (to?.stage === 'done' && from.stage !== 'done') moments.push(...listEnd(from.step, decision));
  return moments;
}

function rework(why: Said, round: number | null, limit: number, findings: string): Moment {
  // The count is told beside it.
  return { moment: 'rework', why: reasonOfRework(why), round, limit, findings };
}

function listEnd(step: string, { changes }: Act): Moment[] {
  const freeze = changes.find((change) => change.do === 'freeze');
  if (freeze !== undefined) {
    return [
      { moment: 'degraded', reason: freeze.reason },
      { moment: 'done', release: 'degraded' },
    ];
  }
  const ends: Partial<Record<string, ReleaseEnd>> = { health: 'healthy', work: 'deployed' };
  return [{ moment: 'done', release: ends[step] ?? 'merged' }];
}
