import { z } from 'zod';
import { toStoredTime } from '../stored-time.ts';
import type { SentFile } from '../workflow/attach-files.ts';
import type { Context } from '../workflow/context.ts';

const fileSchema = z.object({
  messageId: z.int(),
  album: z.string().nullable(),
  fileId: z.string(),
  name: z.string(),
  type: z.string().nullable(),
  sizeBytes: z.number().nullable(),
  note: z.string().nullable(),
}) satisfies z.ZodType<SentFile>;

const dialogueSchema = z.object({
  /** The message with which it began. */
  id: z.int(),
  /** Of that message, in Unix seconds. */
  date: z.int(),
  topicId: z.int().nullable(),
  project: z.string().nullable(),
  title: z.string(),
  description: z.string(),
  /** Whether nothing more is asked about it. */
  described: z.boolean(),
  files: z.array(fileSchema),
  /** How many messages that showed it were lost on the way. */
  lost: z.int(),
  /** The last message that was taken in: Telegram delivers one again when the process died before confirming it. */
  heard: z.int(),
});

/** What a person has said so far of the task that is to be opened. */
export type Dialogue = z.infer<typeof dialogueSchema>;
export type Step = 'project' | 'title' | 'description' | 'files';

const forgottenAfterMs = 86_400_000;

/** What is asked for next: the first that is not known. */
export function stepOf({ project, title, description, described }: Dialogue): Step {
  if (project === null) return 'project';
  if (title === '') return 'title';
  return described || description !== '' ? 'files' : 'description';
}

/** The dialogue of a person in a chat; one of an hour ago still counts, one of yesterday does not. */
export function loadDialogue(
  { store, clock }: Context,
  chatId: number,
  userId: number,
): Dialogue | undefined {
  const since = toStoredTime(new Date(clock.now().getTime() - forgottenAfterMs));
  const stored = store.dialogues.find(chatId, userId, since);
  if (stored === undefined) return undefined;
  // An older version may have kept it in another way; the person begins again.
  return dialogueSchema.safeParse(JSON.parse(stored)).data;
}

export function saveDialogue(
  { store, clock }: Context,
  chatId: number,
  userId: number,
  dialogue: Dialogue,
): void {
  store.dialogues.put(chatId, userId, JSON.stringify(dialogue), toStoredTime(clock.now()));
}

/** Of the one message in which it is shown. */
export function dialogueKey(chatId: number, { id, lost }: Dialogue): string {
  return `answer:new:${chatId}:${id}:${lost}`;
}
