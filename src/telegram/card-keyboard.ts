import type { InlineKeyboardButton, InlineKeyboardMarkup } from 'grammy/types';
import type { TaskAction } from '../domain/task-view.ts';
import { encodeAction } from './callback-data.ts';

type Face = { text: string; style?: 'danger' | 'success' | 'primary' };

const faces = {
  approve: { text: 'Approve', style: 'success' },
  changes: { text: 'Changes…' },
  retry: { text: 'Retry', style: 'primary' },
  degrade: { text: 'Declare degraded', style: 'danger' },
  stop: { text: 'Stop', style: 'danger' },
  cancel: { text: 'Cancel task' },
} as const satisfies Record<TaskAction['kind'], Face>;

const rows: readonly (readonly TaskAction['kind'][])[] = [
  ['approve', 'changes'],
  ['retry', 'degrade'],
  ['stop', 'cancel'],
];

export function cardKeyboard(taskId: number, actions: readonly TaskAction[]): InlineKeyboardMarkup {
  const keyboard = rows.map((row) =>
    row.flatMap((kind) =>
      actions.filter((action) => action.kind === kind).map((action) => toButton(taskId, action)),
    ),
  );
  return { inline_keyboard: keyboard.filter((row) => row.length > 0) };
}

function toButton(taskId: number, action: TaskAction): InlineKeyboardButton {
  return { ...faces[action.kind], callback_data: encodeAction(action, taskId) };
}
