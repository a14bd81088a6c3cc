import type { Bot } from 'grammy';
import type { Context } from '../workflow/context.ts';
import type { Vitals } from '../workflow/describe-health.ts';
import type { PeopleDirectory } from '../workflow/people-directory.ts';
import type { RunLogs } from '../workflow/read-log.ts';
import { createAccess, createReadCommand } from './access.ts';
import { createApprovals } from './approvals.ts';
import type { BotContext } from './bot-context.ts';
import { createBudget } from './budget.ts';
import { createButtons } from './buttons.ts';
import { createChoose } from './choose.ts';
import { createCost } from './cost.ts';
import { createDeps } from './deps.ts';
import { createGates } from './gates.ts';
import { createGreetGroup } from './greet-group.ts';
import { createHealth } from './health.ts';
import { createHeard } from './heard.ts';
import { createHelp } from './help.ts';
import { keepAudit } from './keep-audit.ts';
import { createLog } from './log.ts';
import { createLook } from './look.ts';
import { createNewTask } from './new-task.ts';
import { createPairing } from './pairing.ts';
import { createPicks } from './picks.ts';
import { postMessages } from './post-messages.ts';
import { createProjects } from './projects.ts';
import { createQueue } from './queue.ts';
import { createReplyPrompts } from './reply-prompts.ts';
import { createReviveChats } from './revive-chats.ts';
import { createSettings } from './settings.ts';
import { createStart } from './start.ts';
import { createSteer } from './steer.ts';
import { translate } from './translate.ts';
import { createUnfreezeReply } from './unfreeze-reply.ts';
import { createUnhandled } from './unhandled.ts';

type HandlerDeps = {
  context: Context;
  people: PeopleDirectory;
  logs: RunLogs;
  vitals: Vitals;
  /** People, roles or the language of a chat are others now. */
  menusChanged(): void;
};

/** Everything the bot hears, in the order in which it is asked: nothing behind the access hears a stranger. */
export function addHandlers(bot: Bot<BotContext>, deps: HandlerDeps): void {
  const { context, people, logs, vitals, menusChanged } = deps;
  const heard = createHeard(context.clock);
  bot.use(heard.listen);
  bot.use(translate(context), keepAudit(context), postMessages(context));
  bot.use(createGreetGroup(people), createReviveChats(context), createReadCommand());
  bot.use(createPairing({ context, people, peopleChanged: menusChanged }), createAccess(context, people));
  bot.use(createPicks(context), createStart(context, menusChanged), createHelp());
  bot.use(createSettings({ context, people, menusChanged }));
  bot.use(createNewTask(context), createApprovals(context), createLook(context), createQueue(context));
  bot.use(
    createLog(context, logs),
    createCost(context),
    createGates(context),
    createDeps(context),
    createSteer(context),
  );
  bot.use(createHealth(context, vitals, heard));
  bot.use(
    createProjects(context),
    createBudget(context),
    createChoose(context),
    createUnfreezeReply(context),
  );
  bot.use(createButtons(context), createReplyPrompts(context), createUnhandled(context));
}
