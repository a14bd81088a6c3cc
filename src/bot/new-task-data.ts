import { createHash } from 'node:crypto';

const longestName = 32;

/** `dialogue` is the message with which it began. At most 53 bytes. */
export function encodeNewTask(dialogue: number, choice: string): string {
  return `new:${dialogue}:${choice}`;
}

/** The button of a project; a long name is known by its digest. */
export function projectChoice(name: string): string {
  const fits = Buffer.byteLength(name) <= longestName;
  return `p:${fits ? name : createHash('sha256').update(name).digest('hex').slice(0, longestName)}`;
}

/** Undefined for the data of any other button. */
export function parseNewTaskData(data: string): { dialogue: number; choice: string } | undefined {
  const [, dialogue, choice = ''] = /^new:(\d{1,15}):(.+)$/su.exec(data) ?? [];
  return dialogue === undefined ? undefined : { dialogue: Number(dialogue), choice };
}
