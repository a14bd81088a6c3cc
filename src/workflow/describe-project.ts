import type { Project } from '../domain/project.ts';
import { toStoredTime } from '../stored-time.ts';
import { listWaitingForPerson } from './ask-dependants.ts';
import type { Context } from './context.ts';

/** How a project stands. US dollars, of today. */
export type ProjectView = {
  project: Project;
  open: number;
  /** Of these, tasks that wait for a person. */
  asking: number;
  spentUsd: number;
  /** As a person may have raised it; null: no limit. */
  budgetUsd: number | null;
  /** By itself or with everything. */
  paused: boolean;
  freezes: number;
  /** As Telegram calls it; null: not heard yet. */
  chatTitle: string | null;
};

export function describeProject(context: Context, project: Project): ProjectView {
  const { store } = context;
  const open = store.tasks
    .listOpenOf({ repo: project.repo.key, project: project.name })
    .filter((task) => task.project === null || task.project.toLowerCase() === project.name.toLowerCase());
  return {
    project,
    open: open.length,
    asking: listWaitingForPerson(context, open).length,
    ...spendingOf(context, project),
    paused: store.pauses.list().some(({ scope }) => scope === '*' || scope === project.name),
    freezes: store.freezes.listActive(project.repo.key).length,
    chatTitle:
      project.chat === null ? null : (store.chats.find(store.chats.current(project.chat.id))?.title ?? null),
  };
}

/** What it took today counts as its budget does: also tasks of its repository that name no project of ours. */
function spendingOf(
  { store, clock, gates, projects }: Context,
  project: Project,
): Pick<ProjectView, 'spentUsd' | 'budgetUsd'> {
  const now = toStoredTime(clock.now());
  const scope = project.name.toLowerCase();
  const spentUsd = store.spending
    .listSince(now.slice(0, 'YYYY-MM-DD'.length))
    .filter((row) => projects.findForTask(row)?.name === project.name)
    .reduce((sum, { usd }) => sum + usd, 0);
  const budget = store.holds.listBudgets(gates.pay, now).find((line) => line.scope === scope);
  return { spentUsd, budgetUsd: budget?.budgetUsd ?? project.budget.day };
}
