import { Composer } from 'grammy';
import { type Phrase, phrase } from '../domain/phrase.ts';
import type { TaskView } from '../domain/task-view.ts';
import type { Translator } from '../locale/translator.ts';
import {
  cleaned,
  countCodePoints,
  cut,
  type Formatted,
  joined,
  longestMessage,
  monospaced,
  oneLine,
  plain,
  styled,
} from '../telegram/formatted.ts';
import type { Context } from '../workflow/context.ts';
import type { RunLog, RunLogs } from '../workflow/read-log.ts';
import { answer, decline, placeOf } from './answer.ts';
import type { BotContext } from './bot-context.ts';
import { onCommand } from './commands.ts';
import { ago } from './lines.ts';
import { pickTask, type Wanted } from './pick-task.ts';

const wanted: Wanted = {
  command: 'log',
  what: 'open',
  fits: ({ ended }: TaskView) => !ended,
  takesOnly: true,
  freeText: true,
};

const longestLine = 300;
const mostLines = 60;

/** The last lines of a run as a message, and all it wrote as a file. */
export function createLog(context: Context, logs: RunLogs): Composer<BotContext> {
  const composer = new Composer<BotContext>();
  onCommand(composer, 'log', async (ctx, typed) => {
    const picked = pickTask(context, wanted, typed);
    if ('problem' in picked) return decline(ctx, picked.problem);
    const { view, rest } = picked;
    ctx.deed.target = view.workItemId;
    const log = await logs.readLatest(view.id, rest.toLowerCase());
    if (log === undefined) return decline(ctx, noRun(context, view, rest));
    answer(ctx, renderLog(view, log, ctx.translator));
    const place = placeOf(ctx);
    if (log.sizeBytes === 0 || place === undefined) return;
    const file = { name: fileName(view, log), kind: 'run', run: log.run.id } as const;
    ctx.post(place, { ...plain(ctx.translator.t('log-whole', { run: title(view, log) })), file });
  });
  return composer;
}

function noRun({ store }: Context, { id, workItemId }: TaskView, role: string): Phrase {
  const known = [...new Set(store.runs.listOfTask(id).map(({ agent }) => agent))];
  const task = workItemId;
  if (known.length === 0) return phrase('log-no-run', { task });
  return role === ''
    ? phrase('log-no-log', { task, roles: known })
    : phrase('log-no-role', { task, role: oneLine(role, 40), roles: known });
}

function renderLog(view: TaskView, log: RunLog, { t }: Translator): Formatted {
  const head = headOf(view, log, t);
  const lines = lastLines(log.lines, longestMessage - countCodePoints(head.text) - 20);
  const body = lines.length === 0 ? plain(t('log-nothing')) : monospaced(lines.join('\n'));
  return joined([head, body], '\n');
}

function title({ workItemId }: TaskView, { run, number }: RunLog): string {
  return `${workItemId} ${oneLine(run.agent, 40)} ${number}`;
}

function headOf(view: TaskView, log: RunLog, t: Translator['t']): Formatted {
  const { run } = log;
  const ended = run.finished_at === null ? t('log-at-work') : oneLine(run.outcome ?? t('log-ended'), 40);
  const code = run.exit_code === null ? '' : `, ${t('log-exit', { code: String(run.exit_code) })}`;
  const stage = run.stage === null ? '' : ` · ${oneLine(run.stage, 40)}`;
  return joined([
    styled('bold', plain(title(view, log))),
    plain(stage),
    ago(run.finished_at ?? run.started_at),
    plain(` · ${ended}${code}`),
  ]);
}

/** As many as there is room for, in code points, the latest last. */
function lastLines(lines: readonly string[], room: number): string[] {
  const shown: string[] = [];
  let left = room;
  for (const line of lines.slice(-mostLines).toReversed()) {
    const text = cut(cleaned(line), longestLine);
    left -= countCodePoints(text) + 1;
    if (left < 0) break;
    shown.unshift(text);
  }
  return shown;
}

function fileName(view: TaskView, log: RunLog): string {
  return `${title(view, log)}.log`.replaceAll(/[^\w.-]+/g, '-');
}
