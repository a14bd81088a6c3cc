/**
 * The board of people without a tracker. `key` is what made an item or a comment once per project; people's comments
 * have none.
 */
export const workItemTables = `
CREATE TABLE work_items (
  id INTEGER PRIMARY KEY AUTOINCREMENT, project TEXT NOT NULL, sequence INTEGER NOT NULL, key TEXT,
  title TEXT NOT NULL, description TEXT NOT NULL, state TEXT NOT NULL,
  archived INTEGER NOT NULL DEFAULT 0 CHECK (archived IN (0, 1)),
  created_at TEXT NOT NULL, updated_at TEXT NOT NULL,
  UNIQUE (project, sequence), UNIQUE (project, key)
);
CREATE INDEX work_items_updated ON work_items (project, updated_at, id);
CREATE TABLE work_item_labels (item_id INTEGER NOT NULL, name TEXT NOT NULL, PRIMARY KEY (item_id, name));
CREATE TABLE work_item_moves (
  id INTEGER PRIMARY KEY AUTOINCREMENT, item_id INTEGER NOT NULL, from_state TEXT NOT NULL, to_state TEXT NOT NULL,
  who_id TEXT NOT NULL, who TEXT NOT NULL, at TEXT NOT NULL
);
CREATE INDEX work_item_moves_item ON work_item_moves (item_id, id);
CREATE TABLE work_item_comments (
  id INTEGER PRIMARY KEY AUTOINCREMENT, project TEXT NOT NULL, item_id INTEGER NOT NULL, key TEXT,
  text TEXT NOT NULL, who_id TEXT NOT NULL, who TEXT NOT NULL, at TEXT NOT NULL,
  UNIQUE (project, key)
);
CREATE INDEX work_item_comments_item ON work_item_comments (item_id, at, id);
CREATE TABLE work_item_relations (
  item_id INTEGER NOT NULL, blocked_by INTEGER NOT NULL, created_at TEXT NOT NULL,
  PRIMARY KEY (item_id, blocked_by), CHECK (item_id <> blocked_by)
);
`;
