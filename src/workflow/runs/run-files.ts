import type { AttachmentRow } from '../../store/attachments.ts';
import type { Preparation, RunFiles } from './preparation.ts';
import { attachmentsFolder } from './run-places.ts';

/** After so many tries a run begins without what is not there. */
const mostPutOffs = 3;

class NotYetThere extends Error {
  override readonly name = 'NotYetThere';
  readonly retryable = true;
}

/** Has the task's files fetched before an agent that may need them starts; throws, to be tried again, while some are on their way. */
export async function bringFiles({ context, job, task, role }: Preparation): Promise<RunFiles> {
  const { store, attachments, log } = context;
  if (task === undefined) return { folder: null, files: [] };
  const waits = role !== 'staging-deployer' && role !== 'deployer';
  if (waits) await attachments.bringAll(task.id);
  const files = store.attachments.listOfTask(task.id);
  const missing = files.filter(({ state }) => state === 'wanted');
  const names = missing.map(({ name }) => name).join(', ');
  if (waits && missing.length > 0) {
    const why = missing.find(({ error }) => error !== null)?.error ?? 'not fetched yet';
    if (job.transient_attempts < mostPutOffs)
      throw new NotYetThere(`what was attached is not there yet: ${names} (${why})`);
    log.warn({ task: task.id, files: names, why }, 'a run begins without what was attached');
  }
  const isAnyThere = files.some(({ state }) => state === 'stored');
  return { folder: isAnyThere ? attachmentsFolder(context, task.id) : null, files };
}

/** For the prompt; empty without files. The names and words are people's, and stand among their other words. */
export function describeFiles({ folder, files }: RunFiles): string {
  if (files.length === 0) return '';
  const there = files.filter(({ state }) => state === 'stored');
  const missing = files.filter(({ state }) => state !== 'stored');
  return [
    ...(there.length === 0 ? [] : ['Files the person attached, to be read and not to be changed:']),
    ...there.map((file) => `- ${folder}/${file.name} (${kindOf(file)})${noteOf(file)}`),
    ...(missing.length === 0 ? [] : ['Attached, but not to be had, so that you have to do without:']),
    ...missing.map((file) => `- ${file.name} (${file.error ?? 'not fetched yet'})${noteOf(file)}`),
  ].join('\n');
}

function kindOf({ type, size_bytes: size }: AttachmentRow): string {
  return [type ?? 'of an unknown type', ...(size === null ? [] : [`${size} bytes`])].join(', ');
}

function noteOf({ note }: AttachmentRow): string {
  return note === null ? '' : `: ${note.replaceAll(/\s+/g, ' ').trim()}`;
}
