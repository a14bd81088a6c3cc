import type { Api } from 'grammy';
import { isAboutDependency } from '../../src/domain/explanation.ts';
import type { Database } from '../../src/store/database.ts';
import { describeTask } from '../../src/workflow/describe-task.ts';
import type { RunContext } from '../../src/workflow/runs/run-context.ts';

/** What goes over one process's connection to Telegram, seen from within. */
export type Line = {
  /** Calls whose answer is not here yet, the long poll left out. */
  underWay(): number;
  underWaySends(): number;
  /** From now on no answer comes. */
  cut(): void;
  /** Messages with a sound that nobody needed to hear. */
  needless: string[];
  loud: number;
};

const sends = new Set(['sendMessage', 'sendDocument', 'sendPhoto']);

export function tapLine(api: Api, context: RunContext, db: Database): Line {
  const open: string[] = [];
  const state = { isCut: false };
  const line: Line = {
    underWay: () => open.length,
    underWaySends: () => open.filter((method) => sends.has(method)).length,
    cut: () => {
      state.isCut = true;
    },
    needless: [],
    loud: 0,
  };
  api.config.use(async (previous, method, payload, signal) => {
    if (method === 'getUpdates') return previous(method, payload, signal);
    if (sends.has(method) && !isSilent(payload)) {
      line.loud += 1;
      const why = judgeSound(context, db, Number('chat_id' in payload ? payload.chat_id : 0));
      if (why !== undefined) line.needless.push(why);
    }
    open.push(method);
    try {
      return await previous(method, payload, signal);
    } finally {
      if (state.isCut) await new Promise(() => undefined);
      open.splice(open.indexOf(method), 1);
    }
  });
  return line;
}

function isSilent(payload: object): boolean {
  return 'disable_notification' in payload && payload.disable_notification === true;
}

type Row = { key: string; loud: 0 | 1 };

/** One write at a time goes to a chat: it is either the notice or the card whose intent stands there. */
function judgeSound(context: RunContext, db: Database, chatId: number): string | undefined {
  const { store } = context;
  const notice = db
    .prepare<[number], Row>(`SELECT key, loud FROM notices WHERE state = 'sending' AND chat_id = ?`)
    .get(chatId);
  if (notice !== undefined) return notice.loud === 1 ? undefined : `notice ${notice.key} rang in ${chatId}`;
  const calling = db
    .prepare<[number], { task_id: number }>('SELECT task_id FROM card_intents WHERE chat_id = ?')
    .all(chatId)
    .map(({ task_id: taskId }) => store.tasks.find(taskId));
  const isCalled = calling.some(
    (task) =>
      task !== undefined &&
      (task.attention !== null ||
        task.step === 'approval' ||
        task.stage === 'done' ||
        task.stage === 'cancelled' ||
        asksAboutDependency(context, task.id)),
  );
  return isCalled
    ? undefined
    : `a card rang in ${chatId} for nothing: ${calling.map((task) => `${task?.id} in ${task?.stage} ${task?.step}`).join(', ')}`;
}

function asksAboutDependency(context: RunContext, taskId: number): boolean {
  const view = describeTask(context, taskId);
  return view !== undefined && isAboutDependency(view.explanation.code);
}
