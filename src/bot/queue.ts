import { FormattedString, fmt } from '@grammyjs/parse-mode';
import { Composer } from 'grammy';
import { formatBudget, formatCost } from '../domain/amounts.ts';
import {
  countCodePoints,
  type Formatted,
  joined,
  longestMessage,
  oneLine,
  plain,
} from '../telegram/formatted.ts';
import { fromUtcText, timeOf } from '../telegram/utc-time.ts';
import type { Context } from '../workflow/context.ts';
import { describeQueue, type QueueView } from '../workflow/describe-queue.ts';
import { answer } from './answer.ts';
import type { BotContext } from './bot-context.ts';
import { onCommand } from './commands.ts';
import { ago, capped, fitted, section } from './lines.ts';

const mostRunning = 10;
const mostOthers = 5;

export function createQueue(context: Context): Composer<BotContext> {
  const composer = new Composer<BotContext>();
  onCommand(composer, 'queue', (ctx) => answer(ctx, renderQueue(describeQueue(context))));
  return composer;
}

/** What waits gets the room that the other parts leave: it can be long, and they cannot. */
function renderQueue(queue: QueueView): Formatted {
  const { queued, running, done, failed } = queue.counts;
  const head = fmt`${FormattedString.bold('Jobs')}: ${queued} queued, ${running} running, ${done} done, ${failed} failed`;
  const before = section('Running', capped(queue.running.map(runningLine), mostRunning));
  const after = [
    ...section('Frozen', capped(queue.frozen.map(frozenLine), mostOthers)),
    ...section('Accounts that wait', capped(queue.accounts.map(accountLine), mostOthers)),
    ...section('Budgets used up', capped(queue.budgets.map(budgetLine), mostOthers)),
    ...section('Cannot be looked at', capped(queue.unreachable.map(unreachableLine), mostOthers)),
    ...section('Paused', capped(queue.paused.map(pausedLine), mostOthers)),
    ...section('Ended last', queue.recent.slice(0, mostOthers).map(recentLine)),
    ...section('Chats', capped(queue.chats.flatMap(chatLines), mostOthers)),
  ];
  const others = countCodePoints(joined([head, ...before, ...after], '\n\n').text);
  const blocked = fitted(queue.blocked.map(blockedLine), longestMessage - others - 40, queue.unlisted);
  const waiting = section(`Waiting: ${queue.blocked.length + queue.unlisted}`, blocked);
  return joined([head, ...before, ...waiting, ...after], '\n\n');
}

function nameOf(name: string | null): Formatted {
  return fmt`${FormattedString.code(oneLine(name ?? 'no task', 64))}`;
}

function runningLine({ task, agent, since }: QueueView['running'][number]): Formatted {
  return joined([plain('• '), nameOf(task), plain(` ${oneLine(agent, 40)}`), ago(since)]);
}

function blockedLine({ task, reason, since }: QueueView['blocked'][number]): Formatted {
  return joined([plain('• '), nameOf(task), plain(` ${oneLine(reason, 160)}`), ago(since)]);
}

function frozenLine({ repo, reason, since }: QueueView['frozen'][number]): Formatted {
  return joined([plain('• '), nameOf(repo), plain(` ${oneLine(reason, 120)}`), ago(since)]);
}

function accountLine({ account, why, since, until, mend }: QueueView['accounts'][number]): Formatted {
  const resets = until === null ? undefined : fromUtcText(until);
  const over =
    resets === undefined ? [plain(` → ${oneLine(mend, 160)}`)] : [plain(' → resets '), timeOf(resets, 'dt')];
  return joined([plain(`• ${oneLine(account, 64)}: ${oneLine(why, 120)}`), ago(since), ...over]);
}

function budgetLine({ scope, spentUsd, budgetUsd }: QueueView['budgets'][number]): Formatted {
  const whose = scope === '*' ? 'all projects' : oneLine(scope, 64);
  return plain(`• ${whose} today: ${formatCost(spentUsd)} of ${formatBudget(budgetUsd)}`);
}

function unreachableLine({ project, what, why, since }: QueueView['unreachable'][number]): Formatted {
  return joined([plain(`• ${oneLine(project, 64)}, ${what}: ${oneLine(why, 160)}`), ago(since)]);
}

function pausedLine({ scope, why, since }: QueueView['paused'][number]): Formatted {
  return joined([
    plain(`• ${scope === '*' ? 'everything' : oneLine(scope, 64)}: ${oneLine(why, 80)}`),
    ago(since),
  ]);
}

function recentLine({ task, agent, status, error, at }: QueueView['recent'][number]): Formatted {
  const trouble = status === 'failed' && error !== null ? `: ${oneLine(error, 80)}` : '';
  return joined([plain('• '), nameOf(task), plain(` ${oneLine(agent, 40)} ${status}${trouble}`), ago(at)]);
}

function chatLines({ chatId, parked }: QueueView['chats'][number]): Formatted[] {
  return parked === null ? [] : [plain(`• ${chatId} is parked: ${oneLine(parked, 80)}`)];
}
