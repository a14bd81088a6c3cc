import type { Project } from '../domain/project.ts';
import type { Context } from './context.ts';

export type Tracked = Project & { tracker: NonNullable<Project['tracker']> };

export function isTracked(project: Project): project is Tracked {
  return project.tracker !== null;
}

/** Ids of work items are unique within one tracker's workspace. */
export function trackerOf({ tracker }: Project): string {
  if (tracker === null) return 'signalbox';
  return tracker.kind === 'plane' ? `plane:${tracker.workspace}` : tracker.kind;
}

/** The latest task of an item of the tracker, by its id. */
export function findItemTask({ store }: Context, tracker: string, item: string): number | undefined {
  return store.origins.find(tracker, item) ?? store.tasks.findByTrackerItem(item)?.id;
}

export type Forged = Project & { forge: Extract<Project['forge'], { owner: string }> };

export function isForged(project: Project): project is Forged {
  return project.forge.kind !== 'local';
}

/** The projects whose repository the forge calls `owner/name`, in any case. */
export function listForgedProjects({ projects }: Context, kind: 'gitea' | 'github', repo: string): Forged[] {
  const wanted = repo.toLowerCase();
  return projects.all
    .filter(isForged)
    .filter(({ forge }) => forge.kind === kind && `${forge.owner}/${forge.repo}`.toLowerCase() === wanted);
}

/** Of all projects, by their keys. */
export function listRepos({ projects }: Pick<Context, 'projects'>): string[] {
  return [...new Set(projects.all.map(({ repo }) => repo.key))];
}

/** A repository by its own name, or by that of a project, in any case. */
export function findRepo(context: Pick<Context, 'projects'>, word: string): string | undefined {
  const same = (repo: string) => repo.toLowerCase() === word.toLowerCase();
  return listRepos(context).find(same) ?? context.projects.findByName(word)?.repo.key;
}

/** One that is frozen may be named although no project has it any more. */
export function findFrozenRepo(
  context: Pick<Context, 'projects' | 'store'>,
  word: string,
): string | undefined {
  return listFrozenRepos(context).find((repo) => repo.toLowerCase() === word.toLowerCase());
}

export function listFrozenRepos({ store }: Pick<Context, 'store'>): string[] {
  return [...new Set(store.freezes.listAllActive().map(({ repo }) => repo))];
}
