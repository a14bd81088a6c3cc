import { createProcessHost } from './agents/run-process.ts';
import { createRunTools } from './agents/run-tools.ts';
import { createBot } from './bot/create-bot.ts';
import { type Clock, systemClock } from './clock.ts';
import type { Config } from './config.ts';
import { createLocalForge } from './forges/local.ts';
import { createHttpServer } from './http/server.ts';
import { probeUrl } from './http-client.ts';
import type { Logger } from './log.ts';
import { openDatabase } from './store/open-database.ts';
import { createStore } from './store/store.ts';
import { noticeText } from './telegram/notice-text.ts';
import { createPublisher } from './telegram/publisher.ts';
import { renderBrd } from './telegram/render-brd.ts';
import { parsePlaneEvent } from './trackers/plane-webhook.ts';
import { createChores } from './upkeep/chores.ts';
import { createSchedule } from './upkeep/schedule.ts';
import { createWorker } from './worker/worker.ts';
import { createProjectIndex } from './workflow/context.ts';
import { describeTask } from './workflow/describe-task.ts';
import { createPlaneEventHandler } from './workflow/plane-event.ts';
import { recoverRuns, requeueOrphanedJobs } from './workflow/recover-runs.ts';
import { createLiveRuns, type RunContext } from './workflow/run-context.ts';
import { announceTakeover } from './workflow/takeover.ts';
import { createWorkspace } from './workspace/workspace.ts';

export type App = {
  /** Where the HTTP server listens. */
  url: string;
  /** Graceful: nothing new begins, what is being written is finished, runs go on and are adopted by the next start. */
  stop(options?: StopOptions): Promise<void>;
};

/** Runs are left alive by default; `end` stops them too, for a demo or a test that must leave nothing behind. */
type StopOptions = { runs: 'leave' | 'end' };

export type AppOptions = {
  log: Logger;
  /** The process's environment; agents get an allowlist of it. */
  env: Readonly<Record<string, string | undefined>>;
  clock?: Clock;
  /** Tests stop the process here; nothing happens otherwise. */
  checkpoint?: (name: string) => void;
};

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
  const database = await openDatabase(config.dbPath);
  undo.add(() => database.close());
  if (database.backupPath !== null)
    log.info({ backup: database.backupPath }, 'a copy was written before the migration');

  const nudges: (() => void)[] = [];
  const context = createContext(config, options, createStore(database.db), () => {
    for (const nudge of nudges) nudge();
  });
  undo.add(() => context.host.detach());
  undo.add(() => context.live.idle());
  undo.add(() => (ending.runs === 'end' ? endRuns(context) : undefined));

  requeueOrphanedJobs(context);
  if (database.takenOver) announceTakeover(context, config.telegram.owners[0] ?? 0);

  const bot = createBot({ ...config.telegram, context, people: createPeople(config) });
  const publisher = createPublisher({
    api: bot.api,
    cards: context.store.cards,
    notices: context.store.notices,
    chats: context.store.chats,
    view: (taskId) => describeTask(context, taskId),
    clock: context.clock,
    log,
    checkpoint: context.checkpoint,
  });
  const plane = createPlaneEventHandler({ parse: parsePlaneEvent, people: createPeople(config) });
  const worker = createWorker(context, { plane });
  const schedule = createSchedule(createChores(context, probeUrl, config), log);
  const http = createHttpServer(context, {
    ...config.http,
    tokens: config.http.token,
    planeSecrets: config.plane.webhookSecrets,
  });

  const { url } = await http.start();
  undo.add(() => http.stop());
  await recoverRuns(context);
  nudges.push(worker.nudge, publisher.nudge);
  context.store.cards.touchAllUnfinished();
  publisher.start();
  undo.add(() => publisher.stop());
  worker.start();
  undo.add(() => worker.stop());
  schedule.start();
  undo.add(() => schedule.stop());
  bot.start();
  undo.add(() => bot.stop());
  log.info({ url, projects: config.projects.map(({ name }) => name) }, 'signalbox is up');
  return url;
}

function createContext(
  config: Config,
  { log, env, clock = systemClock, checkpoint = () => undefined }: AppOptions,
  store: RunContext['store'],
  nudge: () => void,
): RunContext {
  const projects = createProjectIndex(config.projects);
  const workspace = createWorkspace({ rootDir: config.workspaceDir, env });
  return {
    store,
    clock,
    log,
    projects,
    gates: {
      slots: config.maxConcurrency,
      repos: [...new Set(config.projects.map(({ repo }) => repo.key))],
      dependencies: config.taskDepsEnabled,
      serial: config.serialGate.enabled ? config.serialGate.repos : 'off',
    },
    backoff: config.backoff,
    presenter: {
      brd: renderBrd,
      notice: (text, { text: label, data }) =>
        noticeText(text, { inline_keyboard: [[{ text: label, callback_data: data }]] }),
    },
    checkpoint,
    nudge,
    workspace,
    forge: createLocalForge(workspace),
    host: createProcessHost({ clock, log }),
    tools: createRunTools(env),
    runsDir: config.runsDir,
    live: createLiveRuns(log),
  };
}

function createPeople({ people }: Config) {
  return {
    findByTelegram: (id: number) => people.find((person) => person.telegram === id),
    findByPlane: (id: string) => people.find((person) => person.plane === id),
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
