import type { SandboxSettings } from './agents/containment/containment.ts';
import { createProcessHost } from './agents/process/run-process.ts';
import { createRunTools } from './agents/run-tools.ts';
import { type Clock, systemClock } from './clock.ts';
import { createMask } from './config/mask-secrets.ts';
import type { Config } from './config.ts';
import type { Project } from './domain/project.ts';
import type { Forge } from './forges/forge.ts';
import { createGiteaApi } from './forges/gitea-client.ts';
import { createGithubApi, toWebUrl } from './forges/github-client.ts';
import { createGithubLimits } from './forges/github-limits.ts';
import { createLocalForge } from './forges/local.ts';
import { createPullRequestForge } from './forges/pull-request-forge.ts';
import { translatorOf } from './locale/translator.ts';
import type { Logger } from './log.ts';
import type { Store } from './store/store.ts';
import { createFileSource } from './telegram/fetch-file.ts';
import { noticeText } from './telegram/notice-text.ts';
import { renderBrd, renderBrdSummary } from './telegram/render-brd.ts';
import { renderDigest } from './telegram/render-digest.ts';
import { renderOutput, renderRelease } from './telegram/render-release.ts';
import { createBuiltInTracker } from './trackers/built-in.ts';
import { createPlaneTracker } from './trackers/plane-client.ts';
import { createPlaneServer } from './trackers/plane-server.ts';
import type { Tracker } from './trackers/tracker.ts';
import { createProjectIndex, type PeopleIndex, toPaySettings } from './workflow/context.ts';
import { createAttachmentFetcher } from './workflow/fetch-attachments.ts';
import { createLiveRuns, type RunContext } from './workflow/runs/run-context.ts';
import { type Authorize, authorizeAt } from './workspace/origin-access.ts';
import { createWorkspace, type Workspace } from './workspace/workspace.ts';

export type AppOptions = {
  log: Logger;
  /** The process's environment; agents get an allowlist of it. */
  env: Readonly<Record<string, string | undefined>>;
  clock?: Clock;
  /** Tests stop the process here; nothing happens otherwise. */
  checkpoint?: (name: string) => void;
};

/** What the process has opened before. */
type Ground = { store: Store; sandbox: SandboxSettings | null; nudge: () => void };

/** What every use case stands on, from settings: the adapters of every project among it. */
export function createContext(
  config: Config,
  { log, env, clock = systemClock, checkpoint = () => undefined }: AppOptions,
  { store, sandbox, nudge }: Ground,
): RunContext {
  const workspace = createWorkspace({ rootDir: config.workspaceDir, env, authorize: authorizeWith(config) });
  return {
    store,
    clock,
    log,
    projects: createProjectIndex(config.projects),
    gates: {
      slots: config.maxConcurrency,
      perProject: config.maxPerProject,
      repos: [...new Set(config.projects.map(({ repo }) => repo.key))],
      dependencies: config.taskDepsEnabled,
      serial: config.serialGate.enabled ? config.serialGate.repos : 'off',
      pay: toPaySettings(config.projects, config.dayBudgetUsd),
    },
    trackers: createTrackers(config, store, clock),
    people: createPeople(config),
    hears: (sender) => config[sender].webhookSecrets.length > 0,
    reconcileMs: config.reconcileSeconds * 1000,
    backoff: config.backoff,
    prices: config.prices,
    chatDefaults: config.chatDefaults,
    remindAfterMs: config.remindAfterMs,
    presenter,
    checkpoint,
    nudge,
    workspace,
    forges: createForges(config, workspace),
    host: createProcessHost({ clock, log }),
    tools: createRunTools(env, { accounts: config.accounts, sandbox, mask: createMask(env, config) }),
    runsDir: config.runsDir,
    attachments: createAttachmentFetcher(
      { ...config, store, clock, log, nudge, presenter, checkpoint },
      createFileSource(config.telegram),
    ),
    live: createLiveRuns(log),
  };
}

const presenter: RunContext['presenter'] = {
  text: (text) => noticeText(text),
  digest: (digest, language) => renderDigest(digest, translatorOf(language)),
  brd: (view, language) => renderBrd(view, translatorOf(language)),
  output: renderOutput,
  release: (view, language) => renderRelease(view, translatorOf(language)),
  brdSummary: (view, language) => renderBrdSummary(view, translatorOf(language)),
  notice: (text, { text: label, data }) =>
    noticeText(text, { inline_keyboard: [[{ text: label, callback_data: data }]] }),
};

/** One for each project that has any; all projects of a Plane share its rate limit. */
function createTrackers(
  { plane, projects }: Config,
  { workItems }: Store,
  clock: Clock,
): RunContext['trackers'] {
  const { url, apiKey, requestsPerMinute } = plane;
  const server =
    url === null || apiKey === null ? null : createPlaneServer({ url, apiKey, requestsPerMinute });
  const create = ({ name, prefix, tracker }: Project): Tracker | null => {
    if (tracker === null) return null;
    if (tracker.kind === 'built-in') {
      const { start, approved, rejected, cancelled, review, done } = tracker.states;
      const named = [
        ...start,
        ...approved,
        ...rejected,
        cancelled,
        review,
        done,
        ...Object.values(tracker.stages),
      ];
      const states = named.filter((state) => state !== undefined);
      return createBuiltInTracker(workItems, { project: name, prefix, states, clock });
    }
    const { workspace, project } = tracker;
    return server === null ? null : createPlaneTracker({ server, workspace, project });
  };
  const trackers = new Map(projects.map((project) => [project.name, create(project)]));
  return { of: ({ name }) => trackers.get(name) ?? null };
}

/** All repositories of a GitHub share the limits of its token. */
function createForges({ gitea, github, projects }: Config, workspace: Workspace): RunContext['forges'] {
  const local = createLocalForge(workspace);
  const limits = createGithubLimits(Date.now);
  const create = ({ forge }: Project): Forge => {
    if (forge.kind === 'local') return local;
    const { owner, repo } = forge;
    const api =
      forge.kind === 'gitea'
        ? createGiteaApi({ url: gitea.url ?? '', token: gitea.token ?? '', owner, repo })
        : createGithubApi({ apiUrl: github.apiUrl, token: github.token ?? '', owner, repo, limits });
    return createPullRequestForge({ api, git: workspace, service: forge.kind });
  };
  const forges = new Map(projects.map((project) => [project.name, create(project)]));
  return { of: ({ name }) => forges.get(name) ?? local };
}

/** The token that opens pull requests also fetches and pushes. */
function authorizeWith({ gitea, github }: Config): Authorize {
  const forges = [
    { url: gitea.url, token: gitea.token },
    { url: toWebUrl(github.apiUrl), token: github.token },
  ];
  return authorizeAt(
    forges.flatMap(({ url, token }) => (url === null || token === null ? [] : [{ url, token }])),
  );
}

function createPeople({ people }: Config): PeopleIndex {
  return {
    find: (system, id) => people.find((person) => person[system]?.toLowerCase() === id.toLowerCase()),
  };
}
