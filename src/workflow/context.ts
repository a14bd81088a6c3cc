import type { Clock } from '../clock.ts';
import type { ApprovalView } from '../domain/approval-view.ts';
import type { BackoffSettings } from '../domain/backoff.ts';
import type { ChatManner } from '../domain/chat.ts';
import type { Digest } from '../domain/digest.ts';
import type { Message } from '../domain/message.ts';
import type { Person } from '../domain/people.ts';
import type { Language } from '../domain/phrase.ts';
import { accountOf, mayCost, type Price, type Project } from '../domain/project.ts';
import type { ReleaseView } from '../domain/release-view.ts';
import { roles } from '../domain/stage.ts';
import type { Logger } from '../log.ts';
import type { PaySettings } from '../store/holds.ts';
import type { GateSettings } from '../store/standings.ts';
import type { Store } from '../store/store.ts';
import type { Tracker } from '../trackers/tracker.ts';

/** How documents become chat messages; the chat adapter's, handed in. */
type Presenter = {
  brd(view: ApprovalView, language: Language): { summary: Message; parts: readonly Message[]; file: Message };
  /** The first of these messages, as it is to be read now. */
  brdSummary(view: ApprovalView, language: Language): Message;
  text(text: string): Message;
  digest(digest: Digest, language: Language): Message;
  /** Words, and the end of what a program printed below them. */
  output(text: string, printed: string): Message;
  release(view: ReleaseView, language: Language): Message;
  notice(text: string, button: { text: string; data: string }): Message;
};

/** What every use case stands on. Handed in once by the composition root. */
export type Context = {
  store: Store;
  clock: Clock;
  log: Logger;
  projects: ProjectIndex;
  gates: GateSettings;
  /** Null where the tracker cannot be asked: no project of ours, or no key for it. */
  trackers: { of(project: Project): Tracker | null };
  people: PeopleIndex;
  /** Which senders deliver webhooks here; of the others nothing is heard, and what a look finds was not missed. */
  hears(sender: Sender): boolean;
  /** How long a lost webhook may go unnoticed, in ms. */
  reconcileMs: number;
  backoff: BackoffSettings;
  /** By model, for CLIs that tell no costs and for estimates. */
  prices: Readonly<Record<string, Price>>;
  presenter: Presenter;
  /** How a chat is spoken to that was told nothing else. */
  chatDefaults: ChatManner;
  /** After so long an unanswered question rings again, then daily; null: never. */
  remindAfterMs: number | null;
  /** Does nothing in production; tests stop the process here. */
  checkpoint(name: string): void;
  /** Something may be due: wakes every loop. Cheap, and harmless when nothing is. */
  nudge(): void;
};

export type Sender = 'plane' | 'gitea' | 'github';

/** People by their id or login in a system outside; logins in any case. */
export type PeopleIndex = { find(system: Sender, id: string): Person | undefined };

export type ProjectIndex = {
  all: readonly Project[];
  findByName(name: string): Project | undefined;
  /** A task's own project, else the first one with its repository. */
  findForTask(task: { project: string | null; repo: string }): Project | undefined;
};

export function createProjectIndex(projects: readonly Project[]): ProjectIndex {
  const byName = new Map(projects.map((project) => [project.name.toLowerCase(), project]));
  const findByName = (name: string) => byName.get(name.toLowerCase());
  return {
    all: projects,
    findByName,
    findForTask: ({ project, repo }) =>
      (project === null ? undefined : findByName(project)) ?? projects.find((one) => one.repo.key === repo),
  };
}

/** Which account and which budgets each role of each project stands under. `totalUsd`: of a day, for all projects. */
export function toPaySettings(projects: readonly Project[], totalUsd: number | null): PaySettings {
  const owners = new Set<string>();
  const dayBudgets = new Map<string, number>();
  if (totalUsd !== null) dayBudgets.set('*', totalUsd);
  const paid = projects.flatMap((project) => {
    const { key: repo } = project.repo;
    const first = !owners.has(repo);
    owners.add(repo);
    const name = project.name.toLowerCase();
    if (project.budget.day !== null) dayBudgets.set(name, project.budget.day);
    return roles.flatMap((role) => {
      const settings = project.roles[role];
      if (settings === null) return [];
      return [{ project: name, repo, first, role, account: accountOf(settings), costs: mayCost(settings) }];
    });
  });
  return { roles: paid, dayBudgets };
}
