import type { MessageEntity } from 'grammy/types';
import { badRequest } from './api-error.ts';
import { type EntityInput, entitySchema, entityTypes } from './entity-schema.ts';
import { checkLink } from './links.ts';
import type { EmulatorUser } from './model.ts';

/** The entities a bot sent along, checked against the text in UTF-16 units. Empty ones fall away. */
export function parseEntities(
  input: unknown[],
  text: string,
  users: Map<number, EmulatorUser>,
): MessageEntity[] {
  const entities = input.map(parseEntity).filter((entity) => entity.length > 0);
  return entities.toSorted(byPlace).map((entity) => {
    checkPlace(entity, text);
    return resolve(entity, users);
  });
}

export function byPlace(
  a: { offset: number; length: number },
  b: { offset: number; length: number },
): number {
  return a.offset - b.offset || b.length - a.length;
}

function parseEntity(value: unknown): EntityInput {
  const type = typeof value === 'object' && value !== null && 'type' in value ? value.type : undefined;
  if (typeof type !== 'string' || !entityTypes.includes(type)) {
    throw badRequest("can't parse MessageEntity: Unsupported type specified");
  }
  const parsed = entitySchema.safeParse(value);
  if (!parsed.success) {
    throw badRequest(
      `can't parse MessageEntity: Field "${parsed.error.issues[0]?.path.join('.')}" is invalid`,
    );
  }
  const { offset, length } = parsed.data;
  if (offset < 0 || offset > 1_000_000) throw badRequest(`receive an entity with incorrect offset ${offset}`);
  if (length < 0 || length > 1_000_000) throw badRequest(`receive an entity with incorrect length ${length}`);
  return parsed.data;
}

function checkPlace({ offset, length }: EntityInput, text: string): void {
  const end = offset + length;
  if (offset >= text.length) {
    throw badRequest(`entity begins after the end of the text at UTF-16 offset ${offset}`);
  }
  if (end > text.length) {
    throw badRequest(
      `entity beginning at UTF-16 offset ${offset} ends after the end of the text at UTF-16 offset ${end}`,
    );
  }
  if (splitsSurrogates(text, offset)) {
    const byte = Buffer.byteLength(text.slice(0, offset - 1));
    throw badRequest(`entity begins in a middle of a UTF-16 symbol at byte offset ${byte}`);
  }
  if (splitsSurrogates(text, end)) {
    const byte = Buffer.byteLength(text.slice(0, end - 1));
    throw badRequest(
      `entity beginning at UTF-16 offset ${offset} ends in a middle of a UTF-16 symbol at byte offset ${byte}`,
    );
  }
}

function splitsSurrogates(text: string, at: number): boolean {
  const before = text.charCodeAt(at - 1);
  const after = text.charCodeAt(at);
  return before >= 0xd800 && before <= 0xdbff && after >= 0xdc00 && after <= 0xdfff;
}

function resolve(entity: EntityInput, users: Map<number, EmulatorUser>): MessageEntity {
  if (entity.type === 'text_link') {
    const link = checkLink(entity.url);
    if ('problem' in link) throw badRequest(`entity URL '${entity.url}' is invalid: ${link.problem}`);
    return { ...entity, url: link.url };
  }
  if (entity.type === 'text_mention') {
    const user = users.get(entity.user.id);
    if (user === undefined) throw badRequest('user not found');
    return { ...entity, user: { id: user.id, is_bot: false, first_name: user.firstName } };
  }
  return entity;
}
