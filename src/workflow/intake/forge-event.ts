import type { ForgeNews } from '../../forges/forge-news.ts';
import type { TaskRow } from '../../store/tasks.ts';
import type { Context } from '../context.ts';
import { hurryCi } from '../effects/forge-ci.ts';
import type { Continued } from '../find-continued.ts';
import { type Forged, listForgedProjects } from '../find-project.ts';
import {
  branchContinued,
  changeClosed,
  changeIsOpen,
  changeMerged,
  changeReviewed,
} from './change-intake.ts';
import type { EventHandler, Understood } from './dispatch-event.ts';
import { listTasksOf, listTasksOnBranch } from './list-tasks-of.ts';
import { type Matched, matchResult } from './match-result.ts';
import { hearWords } from './person-words.ts';

type ForgeDeps = {
  system: 'gitea' | 'github';
  parse(eventType: string, payload: unknown): ForgeNews;
  branchesContaining(project: Forged, commit: string): Promise<string[]>;
  /** What somebody put on top of the commit at the origin; null where nobody did. */
  findContinued(project: Forged, task: TaskRow, commit: string): Promise<Continued | null>;
};

type News<K extends ForgeNews['kind']> = Extract<ForgeNews, { kind: K }>;

/** What a delivery of a forge means for the task of its branch, its change or its commit. */
export function createForgeEventHandler(deps: ForgeDeps): EventHandler {
  return (context, event) => {
    const news = deps.parse(event.event_type, JSON.parse(event.payload));
    if (news.kind === 'ignored') return noted(null, `ignored: ${news.why}`);
    const projects = listForgedProjects(context, deps.system, news.repo);
    if (projects.length === 0) return noted(null, `ignored: no project has ${news.repo} at ${deps.system}`);
    if (news.kind === 'checked') return checked(context, deps, projects, news);
    const task = findTask(context, projects, news);
    const project = projects.find((one) => task !== undefined && one === context.projects.findForTask(task));
    if (task === undefined || project === undefined)
      return noted(null, 'ignored: no open task has this branch');
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
      const continued = await deps.findContinued(project, task, ours);
      if (continued === null) return () => 'ignored: the branch does not continue the commit of the task';
      const from = { system: deps.system, login: news.by, recovered: false };
      return () => branchContinued(context, task, continued, from);
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
  if (what !== 'edited') changeIsOpen(context, task, head, { ...from, number });
  return `noted: the change was ${what}`;
}

function findTask(
  context: Context,
  projects: readonly Forged[],
  news: Exclude<ForgeNews, { kind: 'ignored' | 'checked' }>,
): TaskRow | undefined {
  const { tasks } = context.store;
  if (!('number' in news)) return listTasksOnBranch(context, projects, news.branch)[0];
  const change = String(news.number);
  const [byNumber] = listTasksOf(context, projects, (repo) => tasks.listOpenOfChange(repo, change));
  if (byNumber !== undefined || !('branch' in news)) return byNumber;
  // A task may have had other changes, and people may open more: what happens to those is not about its own.
  return listTasksOnBranch(context, projects, news.branch).find((task) => task.change_id === null);
}

/** The result itself is read from the forge: what a webhook tells may be late, and is only one check of several. */
function checked(
  context: Context,
  deps: ForgeDeps,
  all: readonly Forged[],
  { commit, branch, name }: News<'checked'>,
): Understood {
  const subject = `commit:${commit}`;
  const projects = all.filter(({ forge }) => forge.ci.kind === 'checks');
  if (projects.length === 0) return noted(subject, 'ignored: this project runs its CI itself');
  return {
    subject,
    look: async () => {
      const matched = await matchResult(context, { projects, commit, branch }, deps.branchesContaining);
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
