import { type ChecksSeen, judgeChecks } from '../../domain/checks.ts';
import type { CiSettings, Project } from '../../domain/project.ts';
import type { Signal } from '../../domain/signal.ts';
import type { Check, Forge } from '../../forges/forge.ts';
import type { EffectRow } from '../../store/outbox.ts';
import { fromStoredTime, toStoredTime } from '../../stored-time.ts';
import type { Context } from '../context.ts';
import { isForged } from '../find-project.ts';
import { Refusal } from '../refusal.ts';
import type { RunContext } from '../runs/run-context.ts';
import { createdAt, type EffectTarget } from './effect-target.ts';

/** Kept with the effect from look to look. `told` counts what webhooks have told: two of them may come in one millisecond. */
type CiWait = { commit: string; alike?: string; print?: string; since?: string; told?: string };

/** The commits webhooks have told of, also before their checks were awaited: those were not missed. */
const toldOf = 'ci';

export type Looked = { signal: Signal; recovered: boolean };

/**
 * One look at what the forge says of the commit; `underway` when it has to be looked at again. A webhook only brings the
 * next look forward, so one that is lost costs no more than the time until then.
 */
export async function lookAtChecks(
  context: RunContext,
  { effect, project }: EffectTarget,
  ci: Extract<CiSettings, { kind: 'checks' }>,
): Promise<Looked | 'underway'> {
  const { store, clock } = context;
  const begun = readWait(effect);
  const checks = await listAwaited(context.forges.of(project), project, begun);
  // What was told meanwhile stands in the row, and not in what this look began with.
  const wait = readWait(store.outbox.find(effect.id) ?? effect);
  const { commit, alike = commit } = wait;
  const now = clock.now();
  const verdict = judgeChecks(checks, { names: ci.names, seen: toSeen(wait, now), now });
  const recovered =
    isForged(project) &&
    context.hears(project.forge.kind) &&
    ![commit, alike].some((told) => store.seen.has(toldOf, told));
  if (verdict.kind === 'green') return { signal: { type: 'ciPassed', commit }, recovered };
  if (verdict.kind === 'red') return { signal: { type: 'ciFailed', commit, log: verdict.log }, recovered };
  const endsAt = createdAt(effect).getTime() + ci.timeoutMs;
  if (now.getTime() >= endsAt) throw new Refusal(tooLate(ci, commit, checks.length));
  const next = Math.min(now.getTime() + context.reconcileMs, endsAt, verdict.at?.getTime() ?? endsAt);
  const { print, since } = verdict.seen;
  // Told of a change while it was looking, it may have seen what was before.
  const at = wait.told === begun.told ? toStoredTime(new Date(next)) : null;
  store.outbox.lookAgain(effect.id, at, {
    ...wait,
    print,
    since: toStoredTime(since),
  });
  // The card shows a failed look until then, and whether anything has reported.
  const isFirst = (begun.print ?? '') === '' && print !== '';
  if (effect.error !== null || isFirst) store.cards.touch(effect.task_id);
  return 'underway';
}

/** Of a change that landed by hand CI may have seen the pull request alone: checks that the commit lacks are taken from there. */
async function listAwaited(forge: Forge, { repo }: Project, { commit, alike }: CiWait): Promise<Check[]> {
  const checks = await forge.listChecks(repo, commit);
  if (alike === undefined) return checks;
  const names = new Set(checks.map(({ name }) => name));
  const others = await forge.listChecks(repo, alike);
  return [...checks, ...others.filter(({ name }) => !names.has(name))];
}

/** A check of the awaited commit changed, says a webhook: it is looked at now, or where the last look failed when that is due. False when the task awaits none or another. */
export function hurryCi({ store, clock, nudge }: Context, taskId: number, commit: string): boolean {
  store.seen.note(toldOf, commit, toStoredTime(clock.now()));
  const effect = store.outbox.findPending(taskId, 'ci');
  if (effect === undefined) return false;
  const wait = readWait(effect);
  if (wait.commit !== commit) return false;
  store.outbox.lookSooner(effect.id, { ...wait, told: String(Number(wait.told ?? 0) + 1) });
  nudge();
  return true;
}

function readWait({ payload }: EffectRow): CiWait {
  return JSON.parse(payload) as CiWait;
}

/** A clock that was set back would have it seen in times to come. */
function toSeen({ print, since }: CiWait, now: Date): ChecksSeen | null {
  if (print === undefined || since === undefined) return null;
  const at = fromStoredTime(since);
  return { print, since: at > now ? now : at };
}

function tooLate(
  { names, timeoutMs }: { names: readonly string[]; timeoutMs: number },
  commit: string,
  seen: number,
): string {
  const wanted = names.length === 0 ? 'the checks' : names.join(', ');
  const what = seen === 0 ? 'nothing has reported' : `${wanted} did not come to an end`;
  return `${what} on ${commit.slice(0, 8)} within ${Math.round(timeoutMs / 60_000)} min`;
}
