import type { ChangeState, Forge, ForgeTask, Review } from '../../forges/forge.ts';
import type { TaskRow } from '../../store/tasks.ts';
import { fromStoredTime } from '../../stored-time.ts';
import { toForgeTask } from '../effects/effect-target.ts';
import { findContinued } from '../find-continued.ts';
import type { Forged } from '../find-project.ts';
import {
  branchContinued,
  changeClosed,
  changeIsOpen,
  changeMerged,
  changeReviewed,
} from '../intake/change-intake.ts';
import { hearWords } from '../intake/person-words.ts';
import type { RunContext } from '../runs/run-context.ts';
import { lookAtEach } from './look-at-each.ts';
import { askedSince, listOpenTasks, wasMissed } from './scope.ts';

type Scope = { context: RunContext; project: Forged };
type Looked = Scope & { forge: Forge; task: TaskRow; asked: ForgeTask };

/** Pull requests of open tasks: merged, closed, continued, reviewed or commented on by people. */
export async function reconcileChanges(scope: Scope): Promise<void> {
  const { context, project } = scope;
  const tasks = listOpenTasks(context, project).filter(({ change_id: id }) => id !== null);
  await lookAtEach(tasks, async (task) => {
    const asked = toForgeTask(context, task, project);
    await compareChange({ ...scope, forge: context.forges.of(project), task, asked });
  });
}

async function compareChange(looked: Looked): Promise<void> {
  const { forge, asked, task } = looked;
  const change = await forge.findChange(asked);
  if (change === null || change.id !== task.change_id) return;
  if (change.state !== 'open') return tellEnd(looked, change);
  const { context, project } = looked;
  changeIsOpen(context, task, change.head, { system: project.forge.kind, number: Number(change.id) });
  await compareHead(looked, change);
  if (takesReviews(task)) await compareReviews(looked);
  await compareRemarks(looked);
}

function tellEnd({ context, project, task }: Looked, change: ChangeState): void {
  const { kind: system } = project.forge;
  const recovered = wasMissed(context, system, null);
  const news = { system, number: Number(change.id), login: change.by, recovered };
  context.store.transaction(() =>
    change.state === 'merged'
      ? changeMerged(context, task, news)
      : changeClosed(context, task, change.head, news),
  );
}

/** Only while CI is awaited on our commit: anywhere else the branch is looked at before it lands. */
async function compareHead({ context, project, task }: Looked, { head }: ChangeState): Promise<void> {
  const { commit_sha: ours } = task;
  if (task.stage !== 'development' || task.step !== 'ci' || ours === null || head === ours) return;
  const continued = await findContinued(context.workspace, project, task, ours);
  if (continued === null) return;
  const { kind: system } = project.forge;
  const news = { system, login: null, recovered: wasMissed(context, system, null) };
  context.store.transaction(() => branchContinued(context, task, continued, news));
}

/** From the wait for approval until the change lands, also while an agent writes: that changes are asked for is shown then. */
function takesReviews({ stage, step }: TaskRow): boolean {
  if (stage === 'analysis') return step === 'approval';
  return step === 'thaw' || (stage !== null && reviewed.has(stage));
}

const reviewed: ReadonlySet<string> = new Set([
  'architecture',
  'development',
  'review',
  'testing',
  'staging',
]);

/** A person's last word counts: one who approved after asking for changes asks no more. */
async function compareReviews({ context, project, forge, task, asked }: Looked): Promise<void> {
  const last = new Map<string, Review>();
  for (const review of await forge.listReviews(asked)) {
    if (review.verdict !== 'comment') last.set(review.by.toLowerCase(), review);
  }
  const { kind: system } = project.forge;
  for (const { verdict, commit, text, by, at } of last.values()) {
    if (verdict !== 'approved' && verdict !== 'changes') continue;
    const recovered = wasMissed(context, system, at);
    const review = {
      system,
      number: Number(task.change_id),
      login: by,
      recovered,
      verdict,
      commit,
      text,
      at,
    };
    context.store.transaction(() => {
      const now = context.store.tasks.find(task.id);
      if (now !== undefined) changeReviewed(context, now, review);
    });
  }
}

async function compareRemarks({ context, project, forge, task, asked }: Looked): Promise<void> {
  const since = askedSince(context, task);
  if (since === null) return;
  const { kind: system } = project.forge;
  for (const { id, text, by, at } of await forge.listRemarks(asked)) {
    if (at < fromStoredTime(since)) continue;
    const recovered = wasMissed(context, system, at);
    context.store.transaction(() => {
      const now = context.store.tasks.find(task.id);
      if (now !== undefined)
        hearWords(context, now, { system, id, author: { id: by, name: by }, text, at, recovered });
    });
  }
}
