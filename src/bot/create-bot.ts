import { type Api, Bot, BotError, type MiddlewareFn } from 'grammy';
import type { Update } from 'grammy/types';
import type { Logger } from '../log.ts';
import type { Context } from '../workflow/context.ts';
import type { RunLogs } from '../workflow/read-log.ts';
import { createAccess } from './access.ts';
import { createApprovals } from './approvals.ts';
import type { BotContext, PeopleDirectory } from './bot-context.ts';
import { createBudget } from './budget.ts';
import { createButtons } from './buttons.ts';
import { createChoose } from './choose.ts';
import { commandNames, commands } from './commands.ts';
import { createCost } from './cost.ts';
import { createGates } from './gates.ts';
import { createHelp } from './help.ts';
import { createLog } from './log.ts';
import { createLook } from './look.ts';
import { createNewTask } from './new-task.ts';
import { poll } from './poll.ts';
import { postMessages } from './post-messages.ts';
import { createQueue } from './queue.ts';
import { createReplyPrompts } from './reply-prompts.ts';
import { reportFailure } from './report-failure.ts';
import { createReviveChats } from './revive-chats.ts';
import { createSteer } from './steer.ts';
import { whyOf } from './telegram-trouble.ts';
import { toApiSignal } from './to-api-signal.ts';
import { createUnhandled } from './unhandled.ts';

export type BotDeps = {
  token: string;
  apiRoot: string;
  context: Context;
  people: PeopleDirectory;
  logs: RunLogs;
};

export type SignalboxBot = {
  api: Api;
  /** Polls in the background until stopped; trouble is logged and waited out. */
  start(): void;
  /** Resolves when the update under way is handled and nothing is left running. */
  stop(): Promise<void>;
  handle(update: Update): Promise<void>;
};

/** Above the time of a long poll; a call that hangs longer would keep the bot deaf. */
const timeoutSeconds = 60;
/** How long the update under way may go on after a stop. */
const graceMs = 3000;

export function createBot({ token, apiRoot, context, people, logs }: BotDeps): SignalboxBot {
  const { log, clock } = context;
  const bot = new Bot<BotContext>(token, { client: { apiRoot, timeoutSeconds } });
  const stopping = new AbortController();
  const closing = new AbortController();
  bot.catch((error) => reportFailure(context, error));
  bot.use(endCallsAt(closing.signal), postMessages(context), createReviveChats(context));
  bot.use(createAccess({ people, clock }));
  bot.use(createHelp(), createNewTask(context), createApprovals(context), createLook(context));
  bot.use(createQueue(context), createLog(context, logs), createCost(context));
  bot.use(createGates(context), createSteer(context), createBudget(context), createChoose(context));
  bot.use(createButtons(context), createReplyPrompts(context), createUnhandled(context));

  const prepare = (signal: AbortSignal) => prepareToPoll(bot, log, signal);
  const handle = (update: Update) => handleUpdate(bot, update);
  let polling: Promise<void> | undefined;
  return {
    api: bot.api,
    start: () => {
      polling ??= poll({ api: bot.api, log, prepare, handle }, stopping.signal);
    },
    stop: async () => {
      stopping.abort();
      const grace = setTimeout(() => closing.abort(), graceMs);
      try {
        await polling;
      } finally {
        clearTimeout(grace);
      }
    },
    handle,
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

async function prepareToPoll(bot: Bot<BotContext>, log: Logger, signal: AbortSignal): Promise<void> {
  await introduce(bot, signal);
  await bot.api.deleteWebhook({ drop_pending_updates: false }, toApiSignal(signal));
  const list = commandNames.map((command) => ({ command, description: commands[command].description }));
  try {
    await bot.api.setMyCommands(list, {}, toApiSignal(signal));
  } catch (error) {
    const why = whyOf(error);
    if (why === undefined) throw error;
    log.warn({ why }, 'the menu of commands could not be set');
  }
}

/** Who the bot is, which the commands of groups are addressed to. */
async function introduce(bot: Bot<BotContext>, signal?: AbortSignal): Promise<void> {
  if (!bot.isInited()) bot.botInfo = await bot.api.getMe(signal && toApiSignal(signal));
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
