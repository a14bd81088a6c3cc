import type { TaskAction } from '../domain/task-view.ts';

/** `confirm` and `keep` are the answers to "Really cancel?". `show` is about the task of its data, with an empty key. */
export type PressedAction = {
  kind: Exclude<TaskAction['kind'], 'resume'> | 'confirm' | 'keep';
  key: string;
};

export type PressedButton = (PressedAction & { taskId: number }) | { kind: 'resume'; scope: string };

const longestBytes = 64;

export const actionKinds = {
  approve: true,
  changes: true,
  stop: true,
  retry: true,
  answer: true,
  cancel: true,
  degrade: true,
  rollback: true,
  withdraw: true,
  restart: true,
  raise: true,
  open: true,
  show: true,
  without: true,
  follow: true,
  unfreeze: true,
  confirm: true,
  keep: true,
} as const satisfies Record<PressedAction['kind'], true>;

/** Throws for a key with which Telegram's 64 bytes would not do. */
export function encodeAction({ kind, key }: PressedAction, taskId: number): string {
  return checked(`${kind}:${taskId}:${key}`);
}

/** A project's name can be too long for a button. */
export function canEncodeResume(scope: string): boolean {
  return scope !== '' && Buffer.byteLength(`resume:${scope}`) <= longestBytes;
}

/** Lifts the pause of a project, or of everything with `*`. */
export function encodeResume(scope: string): string {
  return checked(`resume:${scope}`);
}

/** Undefined for what no button of ours carries: an older version's, or somebody's own making. */
export function parseCallbackData(data: string): PressedButton | undefined {
  const resume = /^resume:(.+)$/su.exec(data)?.[1];
  if (resume !== undefined) return { kind: 'resume', scope: resume };
  const [, kind = '', taskId = '', key = ''] = /^([a-z]+):(\d{1,15}):(.*)$/su.exec(data) ?? [];
  return isActionKind(kind) ? { kind, taskId: Number(taskId), key } : undefined;
}

function isActionKind(kind: string): kind is PressedAction['kind'] {
  return Object.hasOwn(actionKinds, kind);
}

function checked(data: string): string {
  const sizeBytes = Buffer.byteLength(data);
  if (sizeBytes <= longestBytes) return data;
  throw new Error(`button data of ${sizeBytes} bytes is over Telegram's ${longestBytes}: ${data}`);
}
