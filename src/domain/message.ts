/** A message as Telegram takes it: plain text with entities (offsets in UTF-16 units), so that nothing needs escaping. */
export type Message<Entity = unknown> = { text: string; entities: Entity[] };
