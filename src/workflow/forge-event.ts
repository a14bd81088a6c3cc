import type { ForgeNews } from '../forges/forge-news.ts';
import type { TaskRow } from '../store/tasks.ts';
import { branchContinued, changeClosed, changeMerged, changeReviewed } from './change-intake.ts';
import type { Context } from './context.ts';
import type { EventHandler, Understood } from './dispatch-event.ts';
import { type Forged, listForgedProjects } from './find-project.ts';
import { hurryCi } from './forge-ci.ts';
import { type FindBranches, type Matched, matchResult } from './match-result.ts';
import { hearWords } from './person-words.ts';
import { branchOf } from './task-branch.ts';

type ForgeDeps = {
  system: 'gitea' | 'github';
  parse(eventType: string, payload: unknown): ForgeNews;
  branchesContaining(project: Forged, commit: string): Promise<string[]>;
  /** What somebody put on top of the commit at the origin; null where nobody did. */
  findContinued(project: Forged, branch: string, commit: string): Promise<string | null>;
};

type News<K extends ForgeNews['kind']> = Extract<ForgeNews, { kind: K }>;

/** What a delivery of a forge means for the task of its branch, its change or its commit. */
export function createForgeEventHandler(deps: ForgeDeps): EventHandler {
  return (context, event) => {
    const news = deps.parse(event.event_type, JSON.parse(event.payload));
    if (news.kind === 'ignored') return noted(null, `ignored: ${news.why}`);
    const [project] = listForgedProjects(context, deps.system, news.repo);
    if (project === undefined) return noted(null, `ignored: no project has ${news.repo} at ${deps.system}`);
    if (news.kind === 'checked') return checked(context, deps, project, news);
    const task = findTask(context, project, news);
    if (task === undefined) return noted(null, 'ignored: no open task has this branch');
    if (news.kind === 'pushed') return pushed(context, deps, { project, task, news });
    return { subject: `task:${task.id}`, settle: () => settle(context, deps, task.id, news) };
  };
}

function settle(
  context: Context,
  { system }: ForgeDeps,
  taskId: number,
  news: Exclude<ForgeNews, { kind: 'ignored' | 'checked' | 'pushed' }>,
): string {
  const task = context.store.tasks.find(taskId);
  if (task === undefined) return 'ignored: the task is gone';
  const from = { system, login: news.by, recovered: false };
  switch (news.kind) {
    case 'changed':
      return changed(context, task, news, from);
    case 'reviewed':
      if (news.verdict !== 'approved' && news.verdict !== 'changes')
        return `noted: a review (${news.verdict})`;
      return changeReviewed(context, task, { ...from, ...news, verdict: news.verdict, at: null });
    case 'commented': {
      const { id, text, at, by } = news;
      const author = { id: by, name: by };
      return hearWords(context, task, { system, id, text, at, author, recovered: false });
    }
  }
}

/** What the origin shows now decides: a delivery may be late, and most pushes are our own. */
function pushed(
  context: Context,
  deps: ForgeDeps,
  { project, task, news }: { project: Forged; task: TaskRow; news: News<'pushed'> },
): Understood {
  const subject = `task:${task.id}`;
  const { commit_sha: ours } = task;
  if (ours === null || news.commit === ours) return noted(subject, 'ignored: our own push');
  if (task.stage !== 'development' || task.step !== 'ci') {
    return noted(subject, 'noted: the branch is looked at before the change lands');
  }
  return {
    subject,
    look: async () => {
      const commit = await deps.findContinued(project, branchOf(task), ours);
      if (commit === null) return () => 'ignored: the branch does not continue the commit of the task';
      const from = { system: deps.system, login: news.by, recovered: false };
      return () => branchContinued(context, task, commit, from);
    },
  };
}

function changed(
  context: Context,
  task: TaskRow,
  { what, number, head }: News<'changed'>,
  from: { system: 'gitea' | 'github'; login: string; recovered: boolean },
): string {
  if (what === 'merged') return changeMerged(context, task, { ...from, number });
  if (what === 'closed') return changeClosed(context, task, head, { ...from, number });
  return `noted: the change was ${what}`;
}

function findTask(
  { store }: Context,
  { repo }: Forged,
  news: Exclude<ForgeNews, { kind: 'ignored' | 'checked' }>,
): TaskRow | undefined {
  const open = store.tasks.listOpenOfRepo(repo.key);
  if (!('number' in news)) return open.find((task) => branchOf(task) === news.branch);
  const byNumber = open.find((task) => task.change_id === String(news.number));
  if (byNumber !== undefined || !('branch' in news)) return byNumber;
  // A task may have had other changes, and people may open more: what happens to those is not about its own.
  return open.find((task) => task.change_id === null && branchOf(task) === news.branch);
}

/** The result itself is read from the forge: what a webhook tells may be late, and is only one check of several. */
function checked(context: Context, deps: ForgeDeps, project: Forged, news: News<'checked'>): Understood {
  const subject = `commit:${news.commit}`;
  if (project.forge.ci.kind !== 'checks') return noted(subject, 'ignored: this project runs its CI itself');
  const findBranches: FindBranches = (commit) => deps.branchesContaining(project, commit);
  const { commit, branch, name } = news;
  return {
    subject,
    look: async () => {
      const matched = await matchResult(context, { repo: project.repo.key, commit, branch }, findBranches);
      return () => tell(context, matched, commit, name);
    },
  };
}

function tell(context: Context, matched: Matched, commit: string, check: string): string {
  switch (matched.kind) {
    case 'none':
      return 'ignored: no open task is at this commit';
    case 'several': {
      const names = matched.tasks.map(({ work_item_id: name, id }) => name ?? `task ${id}`).join(', ');
      return `left alone: the result could be about any of ${names}`;
    }
    case 'task': {
      const name = matched.task.work_item_id ?? `task ${matched.task.id}`;
      if (hurryCi(context, matched.task.id, commit))
        return `${name}: ${check} reported, its checks are looked at`;
      return `ignored: ${name} does not wait for CI on this commit`;
    }
  }
}

function noted(subject: string | null, note: string): Understood {
  return { subject, settle: () => note };
}
