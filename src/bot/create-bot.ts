import { type Api, Bot, BotError, type MiddlewareFn } from 'grammy';
import type { Update } from 'grammy/types';
import { messageOf } from '../domain/failure.ts';
import type { Context } from '../workflow/context.ts';
import type { Vitals } from '../workflow/describe-health.ts';
import type { PeopleDirectory } from '../workflow/people-directory.ts';
import type { RunLogs } from '../workflow/read-log.ts';
import type { BotContext } from './bot-context.ts';
import { addHandlers } from './handlers.ts';
import { createHear } from './hear.ts';
import { renewMenus } from './menus.ts';
import { offerPairing } from './pairing.ts';
import { poll } from './poll.ts';
import { reportFailure } from './report-failure.ts';
import { whyOf } from './telegram-trouble.ts';
import { toApiSignal } from './to-api-signal.ts';
import { keepWebhook, openWebhook } from './webhook-mode.ts';

export type BotDeps = {
  token: string;
  apiRoot: string;
  /** Without it updates are polled for. */
  webhook?: Readonly<{ url: string; secret: string }> | null;
  context: Context;
  people: PeopleDirectory;
  logs: RunLogs;
  /** What /health tells of the process and its machine. */
  vitals: Vitals;
};

export type SignalboxBot = {
  api: Api;
  /** Hears in the background until stopped; trouble is logged and waited out. */
  start(): void;
  /** Resolves when the update under way is handled and nothing is left running. */
  stop(): Promise<void>;
  handle(update: Update): Promise<void>;
  /** What the webhook delivered; false before the start and after a stop, when it is to be delivered again. */
  hear(update: { update_id: number }): Promise<boolean>;
  /** Sets the menus that are not as they should be. */
  renewMenus(): Promise<void>;
  /** What may go wrong unheard: menus that could not be set, a webhook that somebody else changed. */
  lookAfter(): Promise<void>;
};

/** Above the time of a long poll; a call that hangs longer would keep the bot deaf. */
const timeoutSeconds = 60;
/** How long the update under way may go on after a stop. */
const graceMs = 3000;

export function createBot(deps: BotDeps): SignalboxBot {
  const { token, apiRoot, context, people, webhook = null } = deps;
  const { log } = context;
  const bot = new Bot<BotContext>(token, { client: { apiRoot, timeoutSeconds } });
  const { api } = bot;
  const stopping = new AbortController();
  const closing = new AbortController();
  const renewal = createRenewal(() => renewMenus({ api, context, people }, stopping.signal), context);
  bot.catch((error) => reportFailure(context, error));
  bot.use(endCallsAt(closing.signal));
  addHandlers(bot, { ...deps, menusChanged: () => void renewal.renew() });

  const { hear, idle } = createHear(context, (update) => handleUpdate(bot, update));
  const offerLink = once(() => offerPairing(context, people, bot.botInfo.username));
  const prepare = async (signal: AbortSignal) => {
    await introduce(bot, signal);
    if (webhook === null) await api.deleteWebhook({ drop_pending_updates: false }, toApiSignal(signal));
    offerLink();
    // Nobody waits for menus to be heard.
    void renewal.renew();
  };
  let hearing: Promise<void> | undefined;
  return {
    api,
    start: () => {
      hearing ??=
        webhook === null
          ? poll({ api, log, prepare, handle: hear }, stopping.signal)
          : openWebhook({ api, log, webhook, prepare }, stopping.signal);
    },
    stop: async () => {
      stopping.abort();
      const grace = setTimeout(() => closing.abort(), graceMs);
      try {
        await Promise.all([hearing, idle(), renewal.idle()]);
      } finally {
        clearTimeout(grace);
      }
    },
    handle: hear,
    hear: async (update) => {
      if (hearing === undefined || stopping.signal.aborted || !(await isKnown(bot))) return false;
      await hear(update);
      return true;
    },
    renewMenus: renewal.renew,
    lookAfter: async () => {
      if (hearing === undefined || stopping.signal.aborted || !bot.isInited()) return;
      await renewal.renew();
      if (webhook !== null) await keepWebhook({ api, log, webhook, prepare }, context.clock, stopping.signal);
    },
  };
}

/** A process that is asked to stop does not wait for answers that hang. */
function endCallsAt(closing: AbortSignal): MiddlewareFn<BotContext> {
  return (ctx, next) => {
    ctx.api.config.use((call, method, payload, signal) =>
      call(method, payload, signal ?? toApiSignal(closing)),
    );
    return next();
  };
}

/** One renewal after the other, behind the update that asked for it. */
function createRenewal(renewNow: () => Promise<void>, { log }: Context) {
  let last: Promise<void> = Promise.resolve();
  const renew = (): Promise<void> => {
    last = last.then(renewNow).catch((error: unknown) => {
      log.warn({ why: messageOf(error) }, 'the menus of commands could not be set');
    });
    return last;
  };
  return { renew, idle: () => last };
}

function once(work: () => void): () => void {
  let done = false;
  return () => {
    if (!done) work();
    done = true;
  };
}

/** Who the bot is, which the commands of groups are addressed to. */
async function introduce(bot: Bot<BotContext>, signal?: AbortSignal): Promise<void> {
  if (!bot.isInited()) bot.botInfo = await bot.api.getMe(signal && toApiSignal(signal));
}

async function isKnown(bot: Bot<BotContext>): Promise<boolean> {
  try {
    await introduce(bot);
    return true;
  } catch (error) {
    if (whyOf(error) === undefined) throw error;
    return false;
  }
}

async function handleUpdate(bot: Bot<BotContext>, update: Update): Promise<void> {
  await introduce(bot);
  try {
    await bot.handleUpdate(update);
  } catch (error) {
    if (!(error instanceof BotError)) throw error;
    await bot.errorHandler(error);
  }
}
