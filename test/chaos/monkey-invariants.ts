import type { Emulator, EmulatorMessage } from '../../src/emulator/create-emulator.ts';
import type { Store } from '../../src/store/store.ts';
import type { Revisions } from './monkey-world.ts';

type Database = { prepare(sql: string): { all(): unknown[] } };
/** Before that a new process may not know what the last one wrote. */
const forgottenMs = 180_000;
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
      `SELECT c.task_id FROM cards c WHERE c.message_id IS NOT NULL AND 1 <> (SELECT COUNT(*) FROM tracker_messages m
         WHERE m.task_id = c.task_id AND m.deleted_at IS NULL AND m.message_id = c.message_id AND m.chat_id = c.chat_id)`,
      'has a card that the ledger does not know as open',
    ),
    ...listUnentitled(db),
    ...twice(
      db,
      `SELECT task_id FROM jobs WHERE status IN ('queued', 'running') AND task_id IS NOT NULL GROUP BY task_id HAVING COUNT(*) > 1`,
      'has two jobs at once',
    ),
  ];
}

/** What each thing takes at least, as issue and /help have it, whichever way it was asked for. */
const rolesThatMay: Readonly<Record<string, string>> = {
  ...Object.fromEntries(
    ['approve', 'reject', 'changes'].map((action) => [action, 'approver operator owner']),
  ),
  ...Object.fromEntries(
    'new answer stop retry cancel confirm restart raise degrade priority pause resume freeze unfreeze model effort budget attach'
      .split(' ')
      .map((action) => [action, 'operator owner']),
  ),
};

type Deed = { id: number; who: string; role: string | null; action: string; outcome: string };

function listUnentitled(db: Database): string[] {
  const deeds = db
    .prepare(
      `SELECT id, who, role, action, outcome FROM audit WHERE outcome IN ('done', 'unchanged') ORDER BY id DESC LIMIT 20`,
    )
    .all() as Deed[];
  return deeds
    .filter(({ role, action }) => role === null || !(rolesThatMay[action] ?? role).includes(role))
    .map(({ id, who, role, action }) => `audit ${id}: ${who}, ${role}, did ${action}`);
}

/** Telegram's own 429s, none of which we may bring about but by forgetting, in a restart, what was written just before. */
export function listOwnFloods(emulator: Emulator, boots: readonly Date[]): string[] {
  return emulator
    .calls()
    .slice(-200)
    .filter(({ error = '', fault, time }) => {
      const isForgotten = boots.some((at) => time >= at && time.getTime() - at.getTime() < forgottenMs);
      return fault === undefined && error.includes('Too Many Requests') && !isForgotten;
    })
    .map(
      ({ method, params, error, time }) =>
        `${method} in ${String(params['chat_id'])} was too much at ${time.toISOString()}: ${error}`,
    );
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
  /** So many messages may stand that nobody knows of. */
  strays: number;
  /** As the card may look. */
  draw(taskId: number): string[];
};

/** What may not be once everything has come to rest: a card that is missing, doubled or not up to date. */
export function listMisshown({ store, emulator, db, chatIds, removed, strays, draw }: Shown): string[] {
  const cards = db.prepare('SELECT task_id FROM cards').all() as { task_id: number }[];
  const standing = chatIds.flatMap((chatId) => emulator.messages(chatId)).filter(({ fromBot }) => fromBot);
  const extra: string[] = [];
  const misshown = cards.flatMap(({ task_id: taskId }) => {
    const card = store.cards.find(taskId);
    const allowed = draw(taskId);
    const [wanted] = allowed;
    if (card === undefined || wanted === undefined) return [];
    const shown = standing.find(({ chatId, id }) => chatId === card.chat_id && id === card.message_id);
    const others = standing.filter((message) => message !== shown && isCardOf(message, wanted, card.chat_id));
    extra.push(
      ...others.map(({ id }) => `task ${taskId} has a second card, ${id} beside ${card.message_id}`),
    );
    return [
      ...(shown === undefined && !removed.has(`${card.chat_id}:${card.message_id}`)
        ? [`task ${taskId} has no card in the chat`]
        : []),
      ...(shown === undefined || allowed.includes(shown.text)
        ? []
        : [`the card of task ${taskId} is not up to date:\n${shown.text}\n--- wanted\n${wanted}`]),
    ];
  });
  return extra.length > strays ? [...misshown, ...extra] : misshown;
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
