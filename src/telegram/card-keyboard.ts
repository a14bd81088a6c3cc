import type { InlineKeyboardButton, InlineKeyboardMarkup } from 'grammy/types';
import type { MessageId } from '../domain/phrase.ts';
import type { TaskAction, TaskView } from '../domain/task-view.ts';
import type { Translator } from '../locale/translator.ts';
import { canEncodeResume, encodeAction, encodeResume, type PressedAction } from './callback-data.ts';
import { isLinkable, oneLine } from './formatted.ts';

type Kind = TaskAction['kind'] | PressedAction['kind'];
type Face = { text: MessageId; style?: 'danger' | 'success' | 'primary' };

const faces = {
  approve: { text: 'card-approve', style: 'success' },
  changes: { text: 'card-changes' },
  open: { text: 'card-open' },
  retry: { text: 'card-retry', style: 'primary' },
  answer: { text: 'card-answer', style: 'primary' },
  degrade: { text: 'card-degrade', style: 'danger' },
  rollback: { text: 'card-rollback', style: 'danger' },
  withdraw: { text: 'card-withdraw', style: 'primary' },
  stop: { text: 'card-stop', style: 'danger' },
  cancel: { text: 'card-cancel', style: 'danger' },
  restart: { text: 'card-restart', style: 'primary' },
  raise: { text: 'card-raise', style: 'primary' },
  resume: { text: 'card-resume', style: 'primary' },
  unfreeze: { text: 'card-unfreeze', style: 'primary' },
  show: { text: 'card-show' },
  without: { text: 'card-without' },
  follow: { text: 'card-follow', style: 'primary' },
  confirm: { text: 'card-confirm', style: 'danger' },
  keep: { text: 'card-keep' },
} as const satisfies Record<Kind, Face>;

/** A button that is alone in its row is as wide as the card. */
const rows: readonly (readonly TaskAction['kind'][])[] = [
  ['approve', 'changes', 'open'],
  ['follow'],
  ['without'],
  ['raise', 'retry', 'answer', 'cancel'],
  ['unfreeze', 'rollback', 'withdraw', 'degrade'],
  ['resume'],
  ['show'],
  ['stop'],
  ['restart'],
];

const widestRow = 3;
/** Words too long to stand beside others. */
const wide: ReadonlySet<Kind> = new Set(['follow', 'without']);

/** The buttons that fit the moment, or the question that stands in their place. */
export function cardKeyboard(translator: Translator, view: TaskView): InlineKeyboardMarkup {
  if (view.menu !== null) return confirmKeyboard(translator, view.id, view.menu.key);
  const keyboard = rows.flatMap((row) => {
    const actions = row.flatMap((kind) => view.actions.filter((action) => action.kind === kind));
    const buttons = actions.flatMap((action) => toButton(translator, view, action));
    if (row.some((kind) => wide.has(kind))) return buttons.map((button) => [button]);
    return buttons.length <= widestRow ? [buttons] : [buttons.slice(0, widestRow), buttons.slice(widestRow)];
  });
  return { inline_keyboard: keyboard.filter((row) => row.length > 0) };
}

/** Buttons about a task on a message that is no card, all in one row. */
export function actionKeyboard(
  translator: Translator,
  taskId: number,
  actions: readonly TaskAction[],
): InlineKeyboardMarkup | undefined {
  const row = actions.flatMap((action) => toButton(translator, { id: taskId, approval: null }, action));
  return row.length === 0 ? undefined : { inline_keyboard: [row] };
}

/** There is no way back from cancelling, so it is asked once more. */
function confirmKeyboard({ t }: Translator, taskId: number, key: string): InlineKeyboardMarkup {
  const kinds = ['confirm', 'keep'] as const;
  const buttons = kinds.map((kind): InlineKeyboardButton => {
    const face: Face = faces[kind];
    return { ...face, text: t(face.text), callback_data: encodeAction({ kind, key }, taskId) };
  });
  return { inline_keyboard: [buttons] };
}

function toButton(
  { t }: Translator,
  { id, approval }: Pick<TaskView, 'id' | 'approval'>,
  action: TaskAction,
): InlineKeyboardButton | [] {
  const { kind, key, name = '' } = action;
  const face: Face =
    kind === 'cancel' && name !== '' ? { ...faces.cancel, text: 'card-cancel-too' } : faces[kind];
  // The key of raising is the sum.
  const gaps = kind === 'raise' ? { sum: `$${key}` } : { task: oneLine(name, 24) };
  const button = { ...face, text: t(face.text, gaps) };
  const url = kind === 'open' ? (approval?.url ?? '') : '';
  if (isLinkable(url)) return { ...button, url };
  if (kind === 'resume') return canEncodeResume(key) ? { ...button, callback_data: encodeResume(key) } : [];
  if (kind === 'show') return { ...button, callback_data: encodeAction({ kind, key: '' }, Number(key)) };
  return { ...button, callback_data: encodeAction({ kind, key }, id) };
}
