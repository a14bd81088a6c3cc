import type { Database } from './database.ts';

type WorkItemRow = {
  id: number;
  sequence: number;
  title: string;
  description: string;
  state: string;
  archived: number;
  updated_at: string;
};

type Who = { id: string; name: string };

/** The tables `work_items…`: the board for people without a tracker. A project sees its own items only. */
export function createWorkItems(db: Database) {
  return { ...createItems(db), ...createMoves(db), ...createComments(db), ...createRelations(db) };
}

const itemColumns = 'id, sequence, title, description, state, archived, updated_at';

function createItems(db: Database) {
  const insert = db.prepare(
    `INSERT INTO work_items (project, sequence, key, title, description, state, created_at, updated_at)
     SELECT @project, 1 + COALESCE(MAX(sequence), 0), @key, @title, @description, @state, @now, @now
     FROM work_items WHERE project = @project
     ON CONFLICT (project, key) DO NOTHING`,
  );
  const byKey = db.prepare<[string, string], WorkItemRow>(
    `SELECT ${itemColumns} FROM work_items WHERE project = ? AND key = ?`,
  );
  const byId = db.prepare<[string, number], WorkItemRow>(
    `SELECT ${itemColumns} FROM work_items WHERE project = ? AND id = ?`,
  );
  const bySequence = db.prepare<[string, number], WorkItemRow>(
    `SELECT ${itemColumns} FROM work_items WHERE project = ? AND sequence = ?`,
  );
  const changed = db.prepare<[string, string], WorkItemRow>(
    `SELECT ${itemColumns} FROM work_items WHERE project = ? AND updated_at >= ? ORDER BY updated_at DESC, id DESC`,
  );
  const edit = db.prepare(
    'UPDATE work_items SET title = @title, description = @description, updated_at = @now WHERE id = @id',
  );
  const archive = db.prepare('UPDATE work_items SET archived = @archived, updated_at = @now WHERE id = @id');
  return {
    /** The item of this key, made if it is not there; an existing one keeps its words. */
    createOnce(
      item: { project: string; key: string; title: string; description: string; state: string },
      now: string,
    ): WorkItemRow {
      insert.run({ ...item, now });
      const row = byKey.get(item.project, item.key);
      if (row === undefined) throw new Error(`work item ${item.key} of ${item.project} was not stored`);
      return row;
    },
    find: (project: string, id: number) => byId.get(project, id),
    findBySequence: (project: string, sequence: number) => bySequence.get(project, sequence),
    /** Newest change first; archived ones too. */
    listChanged: (project: string, since: string) => changed.all(project, since),
    edit: (id: number, words: { title: string; description: string }, now: string) =>
      void edit.run({ id, ...words, now }),
    setArchived: (id: number, archived: boolean, now: string) =>
      void archive.run({ id, archived: archived ? 1 : 0, now }),
  };
}

function createMoves(db: Database) {
  const move = db.prepare(
    'UPDATE work_items SET state = @to, updated_at = @now WHERE id = @id AND state = @from',
  );
  const log = db.prepare(
    `INSERT INTO work_item_moves (item_id, from_state, to_state, who_id, who, at)
     VALUES (@id, @from, @to, @whoId, @who, @now)`,
  );
  const last = db.prepare<[number], { to_state: string; who_id: string; who: string; at: string }>(
    'SELECT to_state, who_id, who, at FROM work_item_moves WHERE item_id = ? ORDER BY id DESC LIMIT 1',
  );
  return {
    /** False when the item is no longer in the state it is moved from. */
    move: db.transaction(
      (id: number, states: { from: string; to: string }, who: Who, now: string): boolean => {
        if (move.run({ id, ...states, now }).changes === 0) return false;
        log.run({ id, ...states, whoId: who.id, who: who.name, now });
        return true;
      },
    ),
    findLastMove: (id: number) => last.get(id),
  };
}

function createComments(db: Database) {
  const insert = db.prepare(
    `INSERT INTO work_item_comments (project, item_id, key, text, who_id, who, at)
     SELECT project, id, @key, @text, @whoId, @who, @now FROM work_items WHERE id = @id
     ON CONFLICT (project, key) DO NOTHING`,
  );
  const touch = db.prepare('UPDATE work_items SET updated_at = @now WHERE id = @id');
  const list = db.prepare<
    [number, string],
    { id: number; key: string | null; text: string; who_id: string; who: string; at: string }
  >(
    'SELECT id, key, text, who_id, who, at FROM work_item_comments WHERE item_id = ? AND at >= ? ORDER BY at, id',
  );
  return {
    /** Once for its key in the project; with null always. */
    comment: db.transaction(
      (id: number, said: { key: string | null; text: string }, who: Who, now: string) => {
        const { changes } = insert.run({ id, ...said, whoId: who.id, who: who.name, now });
        if (changes > 0) touch.run({ id, now });
      },
    ),
    /** Oldest first, those with a key too. */
    listComments: (id: number, since: string) => list.all(id, since),
  };
}

function createRelations(db: Database) {
  const block = db.prepare(
    `INSERT INTO work_item_relations (item_id, blocked_by, created_at) VALUES (@id, @by, @now)
     ON CONFLICT (item_id, blocked_by) DO NOTHING`,
  );
  const unblock = db.prepare('DELETE FROM work_item_relations WHERE item_id = ? AND blocked_by = ?');
  const blockers = db
    .prepare<[number], number>(
      'SELECT blocked_by FROM work_item_relations WHERE item_id = ? ORDER BY created_at, blocked_by',
    )
    .pluck();
  const labels = db
    .prepare<[number], string>('SELECT name FROM work_item_labels WHERE item_id = ? ORDER BY name')
    .pluck();
  const addLabel = db.prepare(
    'INSERT INTO work_item_labels (item_id, name) VALUES (?, ?) ON CONFLICT (item_id, name) DO NOTHING',
  );
  const removeLabels = db.prepare('DELETE FROM work_item_labels WHERE item_id = ?');
  const touch = db.prepare('UPDATE work_items SET updated_at = @now WHERE id = @id');
  return {
    block: db.transaction((id: number, by: number, now: string) => {
      if (block.run({ id, by, now }).changes > 0) touch.run({ id, now });
    }),
    unblock: db.transaction((id: number, by: number, now: string) => {
      if (unblock.run(id, by).changes > 0) touch.run({ id, now });
    }),
    listBlockers: (id: number) => blockers.all(id),
    setLabels: db.transaction((id: number, names: readonly string[], now: string) => {
      removeLabels.run(id);
      for (const name of names) addLabel.run(id, name);
      touch.run({ id, now });
    }),
    listLabels: (id: number) => labels.all(id),
  };
}
