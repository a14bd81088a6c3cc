import { logFiles } from './agents/process/log-files.ts';
import { createBot, type SignalboxBot } from './bot/create-bot.ts';
import { createMask } from './config/mask-secrets.ts';
import type { Config } from './config.ts';
import { translatorOf } from './locale/translator.ts';
import { readVitals } from './read-vitals.ts';
import { drawTaskGraph } from './telegram/graph-picture.ts';
import { createPublisher, type Publisher } from './telegram/publisher.ts';
import { mannerOf, speak } from './workflow/chat-manner.ts';
import type { Context } from './workflow/context.ts';
import { describeGraph, parseGraphKey } from './workflow/describe-graph.ts';
import { describeTask } from './workflow/describe-task.ts';
import { createPeopleDirectory } from './workflow/people-directory.ts';
import { createRunLogs } from './workflow/read-log.ts';
import type { RunContext } from './workflow/runs/run-context.ts';

type Env = Readonly<Record<string, string | undefined>>;

/** Both ends of the chat: the bot hears, the publisher writes. */
export function createChat(
  context: RunContext,
  config: Config,
  env: Env,
): { bot: SignalboxBot; publisher: Publisher } {
  const { store, clock, log, checkpoint } = context;
  const logs = createRunLogs({ store, files: logFiles, mask: createMask(env, config) });
  const people = createPeopleDirectory(store, config.people);
  const vitals = readVitals(config, clock.now());
  const bot = createBot({ ...config.telegram, context, people, logs, vitals });
  const publisher = createPublisher({
    api: bot.api,
    cards: store.cards,
    notices: store.notices,
    chats: store.chats,
    topics: store.topics,
    view: (taskId) => describeTask(context, taskId),
    manner: (chatId) => mannerOf(context, chatId),
    translator: (chatId) => speak(context, chatId),
    readOutput: logs.readWhole,
    readPicture: (key) => drawPicture(context, key),
    clock,
    log,
    checkpoint,
  });
  return { bot, publisher };
}

/** Null where there is nothing to draw any more, and where drawing fails: the words of the message say enough. */
async function drawPicture(context: Context, key: string): Promise<Uint8Array | null> {
  const asked = parseGraphKey(key);
  if (asked === undefined) return null;
  const graph = describeGraph(context, asked.project);
  if (graph.nodes.length === 0) return null;
  try {
    return await drawTaskGraph(graph, translatorOf(asked.language));
  } catch (error) {
    context.log.error({ err: error, picture: key }, 'a picture could not be drawn');
    return null;
  }
}
