import { decide, signalTypes } from '../../src/domain/decide/decide.ts';
import type { Change, Decision } from '../../src/domain/decision.ts';
import { type Position, pipeline, positions } from '../../src/domain/stage.ts';
import type { StateCase } from './state-case.ts';
import { factsOf, isPossible, stateCases, typeOf } from './state-cases.ts';

type Row = { name: string; at: Position; effect: string };

/** The state machine as Markdown: drawn by asking `decide` itself. */
export function renderStateTable(): string {
  const way = rowsOf(stateCases.way);
  const anywhere = rowsOf(stateCases.anywhere);
  const changing = countPairs();
  const all = positions.length * signalTypes.length;
  return [
    '| at | signal | what happens |',
    '|---|---|---|',
    ...alike(way).map(({ at, name, effect }) => `| ${at} | ${name} | ${effect} |`),
    '',
    'How any run can end, and what people say and do anywhere:',
    '',
    '| signal | at | what happens |',
    '|---|---|---|',
    ...gathered(anywhere).map(({ name, where, effect }) => `| ${name} | ${where} | ${effect} |`),
    '',
    `stays: the other ${all - changing} of ${all} pairs of position and signal change nothing.`,
  ].join('\n');
}

function rowsOf(cases: readonly StateCase[]): Row[] {
  const rows = positions.flatMap((at) => cases.flatMap((one) => rowOf(one, at)));
  return rows.filter((row) => row.effect !== '');
}

function rowOf(stateCase: StateCase, at: Position): Row[] {
  if (!isPossible(stateCase, at)) return [];
  const decision = decide(factsOf(stateCase, at), stateCase.signal(at));
  return [{ name: stateCase.name, at, effect: toText(decision, at) }];
}

/** Signals that do the same at the same position share a row, and so do positions where the same ones do the same. */
function alike(rows: readonly Row[]): { at: string; name: string; effect: string }[] {
  const byPlace = Map.groupBy(rows, ({ at, effect }) => `${told(at)}|${effect}`);
  const merged = [...byPlace.values()].flatMap(([first, ...more]) =>
    first === undefined ? [] : [{ ...first, name: [first, ...more].map(({ name }) => name).join(' · ') }],
  );
  const bySignal = Map.groupBy(merged, ({ name, effect }) => `${name}|${effect}`);
  return [...bySignal.values()].flatMap(([first, ...more]) =>
    first === undefined ? [] : [{ ...first, at: [first, ...more].map(({ at }) => told(at)).join(', ') }],
  );
}

type SharedRow = { name: string; where: string; effect: string };

/** Positions where the same signal does the same share a row, and so do signals that do the same at the same ones. */
function gathered(rows: readonly Row[]): SharedRow[] {
  const order = stateCases.anywhere.map(({ name }) => name);
  const byEffect = Map.groupBy(rows, ({ name, effect }) => `${name}|${effect}`);
  const shared = [...byEffect.values()]
    .flatMap(([first, ...more]): SharedRow[] =>
      first === undefined ? [] : [{ ...first, where: listed([first, ...more].map(({ at }) => at)) }],
    )
    .toSorted((a, b) => order.indexOf(a.name) - order.indexOf(b.name));
  const byPlace = Map.groupBy(shared, ({ where, effect }) => `${where}|${effect}`);
  return [...byPlace.values()].flatMap(([first, ...more]) =>
    first === undefined ? [] : [{ ...first, name: [first, ...more].map(({ name }) => name).join(' · ') }],
  );
}

function listed(group: readonly Position[]): string {
  const working = positions.filter(({ step }) => step === 'work');
  const others = group.filter(({ step }) => step !== 'work');
  const missing = working.filter((at) => !group.includes(at));
  const rest = others.map(told);
  if (missing.length === 0) return ['any work', ...rest].join(', ');
  if (missing.length === 1) {
    return [`any work but ${missing.map(({ stage }) => stage).join()}`, ...rest].join(', ');
  }
  return group.map(told).join(', ');
}

/** A stage of one step goes by its name alone. */
function told({ stage, step }: Position): string {
  return pipeline[stage].steps.length === 1 ? stage : `${stage}/${step}`;
}

function toText(decision: Decision, at: Position): string {
  if (decision.kind === 'stay') return '';
  const { to, changes } = decision;
  const moved = to !== null && (to.stage !== at.stage || to.step !== at.step);
  const parts = [...(moved ? [`→ ${told(to)}`] : []), ...changes.map((change) => toPart(change, at))];
  return parts.filter((part, index) => part !== '' && parts.indexOf(part) === index).join('; ');
}

function toPart(change: Change, at: Position): string {
  switch (change.do) {
    case 'enqueue':
      return change.role === pipeline[at.stage].role ? 'enqueue its role' : `enqueue ${change.role}`;
    case 'finishJob':
      return change.succeeded ? '' : `job failed${change.attemptBack ? '' : ', attempt used'}`;
    case 'putOffJob':
      return `job put off${change.attemptBack ? '' : ', attempt used'}`;
    case 'effect':
      return `effect ${[change.kind, change.payload['state'], change.payload['end']].filter(Boolean).join(' ')}`;
    case 'ask':
      return `ask: ${change.code}`;
    case 'decideApproval':
      return `record ${change.decision}`;
    case 'holdAccount':
      return `hold the account: ${change.kind}`;
    case 'freeAccount':
      return 'free the account';
    case 'requestStop':
      return `request ${change.kind}`;
    case 'setRework':
      return change.rework === 0 ? 'rework from 0' : 'count rework';
    case 'hurryJob':
    case 'hurryEffect':
    case 'dropQueuedJobs':
    case 'dropEffects':
    case 'withdrawRollback':
    case 'setCommit':
    case 'setBase':
    case 'setMergeCommit':
    case 'requestApproval':
    case 'recordVote':
    case 'takeLock':
    case 'releaseLock':
    case 'clearAttention':
    case 'clearStop':
    case 'watchHealth':
    case 'freeze':
      return plain[change.do];
  }
}

const plain = {
  hurryJob: 'job due at once',
  hurryEffect: 'effect due at once',
  dropQueuedJobs: 'drop queued jobs',
  dropEffects: 'drop effects',
  withdrawRollback: 'drop effect rollback',
  setCommit: 'keep commit',
  setBase: 'keep base',
  setMergeCommit: 'keep merge commit',
  requestApproval: 'request approval',
  recordVote: 'record vote',
  takeLock: 'take lock',
  releaseLock: '',
  clearAttention: 'answered',
  clearStop: 'stop done',
  watchHealth: 'watch health',
  freeze: 'freeze repository',
} as const;

/** How many pairs of position and signal change something in at least one case. */
function countPairs(): number {
  const cases = [...stateCases.way, ...stateCases.anywhere];
  const pairs = positions.flatMap((at) =>
    cases
      .filter((one) => rowOf(one, at).some(({ effect }) => effect !== ''))
      .map((one) => `${at.stage}/${at.step}|${typeOf(one, at)}`),
  );
  return new Set(pairs).size;
}
