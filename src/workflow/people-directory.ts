import { type Person, personRoles } from '../domain/people.ts';
import type { Store } from '../store/store.ts';

/** Everybody who may do something, by his Telegram id. What the configuration says of somebody wins. */
export type PeopleDirectory = {
  findByTelegram(id: number): Person | undefined;
  /** Whether his role stands in the configuration, where the chat cannot change it. */
  isFixed(id: number): boolean;
  /** The fixed ones first, the highest role first. */
  list(): KnownPerson[];
};

export type KnownPerson = Person & { telegram: number; fixed: boolean };

export function createPeopleDirectory(
  { members }: Pick<Store, 'members'>,
  configured: readonly Person[],
): PeopleDirectory {
  const fixed = configured.filter(hasTelegram);
  const findFixed = (id: number) => fixed.find(({ telegram }) => telegram === id);
  const findMember = (id: number) =>
    members
      .list()
      .map(toPerson)
      .find(({ telegram }) => telegram === id);
  return {
    findByTelegram: (id) => findFixed(id) ?? findMember(id),
    isFixed: (id) => findFixed(id) !== undefined,
    list: () => {
      const added = members.list().filter(({ telegram_id: id }) => findFixed(id) === undefined);
      const known = [...fixed.map((person) => ({ ...person, fixed: true })), ...added.map(toPerson)];
      return known.toSorted((a, b) => Number(b.fixed) - Number(a.fixed) || rankOf(b.role) - rankOf(a.role));
    },
  };
}

function rankOf(role: Person['role']): number {
  return personRoles.indexOf(role);
}

function hasTelegram(person: Person): person is Person & { telegram: number } {
  return person.telegram !== null;
}

function toPerson(row: ReturnType<Store['members']['list']>[number]): KnownPerson {
  const { telegram_id: telegram, name, role } = row;
  return { telegram, name, role, plane: null, gitea: null, github: null, fixed: false };
}
