import type { InlineKeyboardButton, InlineKeyboardMarkup } from 'grammy/types';
import type { TaskAction } from '../domain/task-view.ts';
import { encodeAction, type PressedAction } from './callback-data.ts';

type Face = { text: string; style?: 'danger' | 'success' | 'primary' };

const faces = {
  approve: { text: 'Approve', style: 'success' },
  changes: { text: 'Changes…' },
  retry: { text: 'Retry', style: 'primary' },
  answer: { text: 'Answer…', style: 'primary' },
  degrade: { text: 'Declare degraded', style: 'danger' },
  stop: { text: 'Stop', style: 'danger' },
  cancel: { text: 'Cancel…', style: 'danger' },
  restart: { text: 'Start again', style: 'primary' },
  raise: { text: 'Raise', style: 'primary' },
  confirm: { text: 'Really cancel', style: 'danger' },
  keep: { text: 'Keep' },
} as const satisfies Record<PressedAction['kind'], Face>;

/** A button that is alone in its row is as wide as the card. */
const rows: readonly (readonly TaskAction['kind'][])[] = [
  ['approve', 'changes'],
  ['raise', 'retry', 'answer', 'cancel'],
  ['degrade'],
  ['stop'],
  ['restart'],
];

export function cardKeyboard(taskId: number, actions: readonly TaskAction[]): InlineKeyboardMarkup {
  const keyboard = rows.map((row) =>
    row.flatMap((kind) =>
      actions.filter((action) => action.kind === kind).map((action) => toButton(taskId, action)),
    ),
  );
  return { inline_keyboard: keyboard.filter((row) => row.length > 0) };
}

/** In the place of the card's own buttons, when somebody wants to cancel. */
export function confirmKeyboard(taskId: number, key: string): InlineKeyboardMarkup {
  const kinds = ['confirm', 'keep'] as const;
  return { inline_keyboard: [kinds.map((kind) => toButton(taskId, { kind, key }))] };
}

function toButton(taskId: number, action: PressedAction): InlineKeyboardButton {
  const face: Face = faces[action.kind];
  // Its key is the sum.
  const text = action.kind === 'raise' ? `${face.text} to $${action.key}` : face.text;
  return { ...face, text, callback_data: encodeAction(action, taskId) };
}
