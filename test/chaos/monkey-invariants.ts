import type { Emulator, EmulatorMessage } from '../../src/emulator/create-emulator.ts';
import type { Store } from '../../src/store/store.ts';
import type { Revisions } from './monkey-world.ts';

type Database = { prepare(sql: string): { all(): unknown[] } };
type Looked = { store: Store; db: Database; revisions: Revisions; approvers: ReadonlySet<string> };

type Decided = {
  id: number;
  task_id: number;
  revision: string;
  decision: string | null;
  who: string | null;
  decided_at: string | null;
  requested_at: string;
};

/** What may never be, at any moment; each fault as a sentence. */
export function listBroken({ store, db, revisions, approvers }: Looked): string[] {
  const approvals = db.prepare('SELECT * FROM approvals ORDER BY id').all() as Decided[];
  return [
    ...approvals
      .filter(({ decision }) => decision !== null)
      .flatMap((row) => judge(row, approvals, approvers)),
    ...store.tasks.listOpen().flatMap((task) => {
      if (task.stage === 'created' || task.stage === 'analysis') return [];
      const wanted = revisions.get(task.id)?.at(-1);
      const approved = store.approvals.findApprovedRevision(task.id);
      return approved === wanted
        ? []
        : [`task ${task.id} is in ${task.stage} with ${approved}, its BRD is ${wanted}`];
    }),
    ...twice(db, 'SELECT task_id FROM cards GROUP BY task_id HAVING COUNT(*) > 1', 'has two rows of a card'),
    ...twice(
      db,
      `SELECT task_id FROM jobs WHERE status IN ('queued', 'running') AND task_id IS NOT NULL GROUP BY task_id HAVING COUNT(*) > 1`,
      'has two jobs at once',
    ),
  ];
}

function judge(row: Decided, all: readonly Decided[], approvers: ReadonlySet<string>): string[] {
  const { id, task_id: taskId, revision, who, decided_at: decidedAt } = row;
  const newer = all.find(
    (other) => other.task_id === taskId && other.id > id && other.requested_at < (decidedAt ?? ''),
  );
  return [
    ...(newer === undefined
      ? []
      : [`${who} decided about ${revision} of task ${taskId}, when ${newer.revision} was asked about`]),
    ...(who !== null && approvers.has(who)
      ? []
      : [`${who} decided about ${revision} of task ${taskId} and may not`]),
  ];
}

function twice(db: Database, sql: string, what: string): string[] {
  return (db.prepare(sql).all() as { task_id: number }[]).map(({ task_id: id }) => `task ${id} ${what}`);
}

type Shown = {
  store: Store;
  emulator: Emulator;
  db: Database;
  chatIds: readonly number[];
  removed: ReadonlySet<string>;
  draw(taskId: number): string | undefined;
};

/** What may not be once everything has come to rest: a card that is missing, doubled or not up to date. */
export function listMisshown({ store, emulator, db, chatIds, removed, draw }: Shown): string[] {
  const cards = db.prepare('SELECT task_id FROM cards').all() as { task_id: number }[];
  const standing = chatIds.flatMap((chatId) => emulator.messages(chatId)).filter(({ fromBot }) => fromBot);
  return cards.flatMap(({ task_id: taskId }) => {
    const card = store.cards.find(taskId);
    const wanted = draw(taskId);
    if (card === undefined || wanted === undefined) return [];
    const shown = standing.find(({ chatId, id }) => chatId === card.chat_id && id === card.message_id);
    const others = standing.filter((message) => message !== shown && isCardOf(message, wanted, card.chat_id));
    return [
      ...(shown === undefined && !removed.has(`${card.chat_id}:${card.message_id}`)
        ? [`task ${taskId} has no card in the chat`]
        : []),
      ...(shown === undefined || shown.text === wanted
        ? []
        : [`the card of task ${taskId} is not up to date:\n${shown.text}\n--- wanted\n${wanted}`]),
      ...others.map(({ id }) => `task ${taskId} has a second card, ${id} beside ${card.message_id}`),
    ];
  });
}

/** With buttons, or with the stages that only a card has. */
function isCardOf(
  { text, chatId, buttons, replyTo }: EmulatorMessage,
  wanted: string,
  cardChat: number,
): boolean {
  const [first] = wanted.split('\n');
  return chatId === cardChat && replyTo === undefined && text.split('\n')[0] === first && buttons.length > 0;
}
