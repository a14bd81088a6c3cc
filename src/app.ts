import { createChat } from './app-chat.ts';
import { type AppOptions, createContext } from './app-context.ts';
import type { Config } from './config.ts';
import type { Project } from './domain/project.ts';
import { parseGiteaEvent } from './forges/gitea-webhook.ts';
import { parseGithubEvent } from './forges/github-webhook.ts';
import { createHttpServer } from './http/server.ts';
import { probeUrl } from './http-client/http-client.ts';
import { parseHealthReports } from './monitors/health-webhook.ts';
import { openSandbox } from './open-sandbox.ts';
import { openDatabase } from './store/open-database.ts';
import { createStore } from './store/store.ts';
import type { TaskRow } from './store/tasks.ts';
import { parsePlaneEvent } from './trackers/plane-webhook.ts';
import { createChores } from './upkeep/chores.ts';
import { createSchedule } from './upkeep/schedule.ts';
import { createFetcher } from './worker/fetcher.ts';
import { createWorker } from './worker/worker.ts';
import { findContinued } from './workflow/find-continued.ts';
import { giveCards } from './workflow/give-cards.ts';
import type { EventHandlers } from './workflow/intake/dispatch-event.ts';
import { createForgeEventHandler } from './workflow/intake/forge-event.ts';
import { createHealthEventHandler } from './workflow/intake/health-event.ts';
import { createPlaneEventHandler } from './workflow/intake/plane-event.ts';
import { repairGates } from './workflow/repair-gates.ts';
import { recoverRuns, requeueOrphanedJobs } from './workflow/runs/recover-runs.ts';
import type { RunContext } from './workflow/runs/run-context.ts';
import { announceTakeover } from './workflow/takeover.ts';

export type { AppOptions } from './app-context.ts';

export type App = {
  /** Where the HTTP server listens. */
  url: string;
  /** Graceful: nothing new begins, what is being written is finished, runs go on and are adopted by the next start. */
  stop(options?: StopOptions): Promise<void>;
};

/** Runs are left alive by default; `end` stops them too, for a demo or a test that must leave nothing behind. */
type StopOptions = { runs: 'leave' | 'end' };

/** Constructs everything in order and takes it down in reverse; a start that fails half-way takes down what stood. */
export async function startApp(config: Config, options: AppOptions): Promise<App> {
  const undo = createUndo();
  try {
    const ending: StopOptions = { runs: 'leave' };
    const url = await start(config, options, undo, ending);
    const stop = async (how: StopOptions = ending) => {
      ending.runs = how.runs;
      await undo.runAll();
    };
    return { url, stop };
  } catch (error) {
    await undo.runAll();
    throw error;
  }
}

async function start(config: Config, options: AppOptions, undo: Undo, ending: StopOptions): Promise<string> {
  const { log } = options;
  const sandbox = await openSandbox(config, options.env);
  const database = await openDatabase(config.dbPath);
  undo.add(() => database.close());
  if (database.backupPath !== null)
    log.info({ backup: database.backupPath }, 'a copy was written before the migration');

  const nudges: (() => void)[] = [];
  const nudge = () => {
    for (const one of nudges) one();
  };
  const context = createContext(config, options, { store: createStore(database.db), sandbox, nudge });
  undo.add(() => context.host.detach());
  undo.add(() => context.live.idle());
  undo.add(() => (ending.runs === 'end' ? endRuns(context) : undefined));

  repairGates(context);
  requeueOrphanedJobs(context);
  // What an operator mends, he mends with a restart; if not, the next run says so again.
  context.store.accounts.freeFaults();
  const owner = config.telegram.owners[0] ?? context.store.members.findFirstOwner()?.telegram_id;
  // Without an owner the pairing of one announces it.
  if (database.takenOver && owner !== undefined) announceTakeover(context, owner);
  giveCards(context);

  const { bot, publisher } = createChat(context, config, options.env);
  const worker = createWorker(context, createHandlers(context));
  const fetcher = createFetcher(context);
  const lookAfter = { name: 'telegram', everySeconds: 300, run: () => bot.lookAfter() };
  const schedule = createSchedule([...createChores(context, probeUrl, config), lookAfter], log);
  const { plane, gitea, github, health, telegram } = config;
  const http = createHttpServer(context, {
    ...config.http,
    telegram: telegram.webhook && { secret: telegram.webhook.secret, hear: (update) => bot.hear(update) },
    tokens: config.http.token,
    webhookSecrets: {
      plane: plane.webhookSecrets,
      gitea: gitea.webhookSecrets,
      github: github.webhookSecrets,
      health: health.webhookSecrets,
    },
  });

  const { url } = await http.start();
  undo.add(() => http.stop());
  await recoverRuns(context);
  nudges.push(worker.nudge, publisher.nudge, fetcher.nudge);
  context.store.cards.touchAllUnfinished();
  publisher.start();
  undo.add(() => publisher.stop());
  worker.start();
  undo.add(() => worker.stop());
  fetcher.start();
  undo.add(() => fetcher.stop());
  schedule.start();
  undo.add(() => schedule.stop());
  bot.start();
  undo.add(() => bot.stop());
  log.info({ url, projects: config.projects.map(({ name }) => name) }, 'signalbox is up');
  return url;
}

function createHandlers({ workspace }: RunContext): EventHandlers {
  const git = {
    branchesContaining: (project: Project, commit: string) =>
      workspace.branchesContaining(project.repo, commit),
    findContinued: (project: Project, task: TaskRow, commit: string) =>
      findContinued(workspace, project, task, commit),
  };
  return {
    plane: createPlaneEventHandler({ parse: parsePlaneEvent }),
    gitea: createForgeEventHandler({ system: 'gitea', parse: parseGiteaEvent, ...git }),
    github: createForgeEventHandler({ system: 'github', parse: parseGithubEvent, ...git }),
    health: createHealthEventHandler({ parse: parseHealthReports }),
  };
}

/** After the worker: nothing is claimed any more. */
async function endRuns({ store, live }: RunContext): Promise<void> {
  await Promise.all(store.runs.listLive().map((run) => live.cancel(run.id)));
  await live.idle();
}

type Undo = ReturnType<typeof createUndo>;

function createUndo() {
  const steps: (() => void | Promise<unknown>)[] = [];
  return {
    add: (step: () => void | Promise<unknown>) => steps.push(step),
    /** In reverse; every step is tried, and the first error is kept. */
    runAll: async () => {
      const errors: unknown[] = [];
      for (const step of steps.splice(0).toReversed()) {
        try {
          await step();
        } catch (error) {
          errors.push(error);
        }
      }
      if (errors.length > 0) throw errors[0];
    },
  };
}
