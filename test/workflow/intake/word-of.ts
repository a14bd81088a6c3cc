import { hearWords, type Words } from '../../../src/workflow/intake/person-words.ts';
import { createTestContext, type TestContext } from '../../support/context.ts';
import { find, open, walkTo } from '../walk.ts';

const roles = { ann: 'approver', ops: 'operator', vic: 'viewer' } as const;

export const people = {
  find: (system: string, id: string) => {
    const [name, role] = Object.entries(roles).find(([login]) => id === `${system}-${login}`) ?? [];
    if (name === undefined || role === undefined) return undefined;
    return { role, name: name.toUpperCase(), telegram: null, plane: null, gitea: null, github: null };
  },
};

/** A task at `position`, a minute ago. */
export async function arrive(position = 'analysis/approval') {
  const context = { ...(await createTestContext()), people };
  const { id } = open(context);
  walkTo(context, id, position);
  context.clock.advance(60_000);
  return context;
}

let comments = 0;

/** `by` is the login of a person: `ann` approves, `ops` operates, `vic` looks on. */
export function hear(
  context: TestContext,
  text: string,
  words: Partial<Omit<Words, 'author'>> & { by?: string } = {},
) {
  comments += 1;
  const { by = 'ops', system = 'plane', ...rest } = words;
  const author = { id: `${system}-${by}`, name: by };
  const at = context.clock.now();
  const heard = { system, id: `${comments}`, at, recovered: false, ...rest, text, author };
  return context.store.transaction(() => hearWords(context, find(context, 1), heard));
}
