import { openSection, optional, reportAt, required, type Section, type Spot } from './section.ts';
import { type Person, personRoles } from './settings.ts';
import { oneOf, text, userId } from './values.ts';

const identities = ['telegram', 'plane', 'gitea', 'github'] as const;

export function readPeople(spots: readonly Spot[]): Person[] {
  const taken = new Set<string>();
  return spots.flatMap((spot) => {
    const section = openSection(spot, ['role', 'name', ...identities]);
    return section === undefined ? [] : (readPerson(section, taken) ?? []);
  });
}

/** Everybody, with the owners of the environment as owners whatever the file says of them. */
export function withOwners(people: readonly Person[], owners: readonly number[]): Person[] {
  const known = people.map((person): Person => {
    const isOwner = person.telegram !== null && owners.includes(person.telegram);
    return isOwner ? { ...person, role: 'owner' } : person;
  });
  const added = owners
    .filter((id) => !known.some((person) => person.telegram === id))
    .map((telegram): Person => ({ role: 'owner', telegram, plane: null, gitea: null, github: null }));
  return [...known, ...added];
}

function readPerson(section: Section, taken: Set<string>): Person | undefined {
  const role = required(section, 'role', oneOf(personRoles));
  const name = optional(section, 'name', text, undefined);
  const ids = {
    telegram: optional(section, 'telegram', userId, null),
    plane: optional(section, 'plane', text, null),
    gitea: optional(section, 'gitea', text, null),
    github: optional(section, 'github', text, null),
  };
  checkIdentities(section, ids, taken);
  return role === undefined ? undefined : { role, ...(name === undefined ? {} : { name }), ...ids };
}

function checkIdentities(
  section: Section,
  ids: Record<(typeof identities)[number], string | number | null>,
  taken: Set<string>,
): void {
  if (identities.every((kind) => (section.values[kind] ?? null) === null)) {
    reportAt(section, 'role', `belongs to nobody; expected one of ${identities.join(', ')} beside it`);
  }
  for (const kind of identities) {
    if (ids[kind] === null) continue;
    const identity = `${kind} ${String(ids[kind]).toLowerCase()}`;
    if (taken.has(identity)) reportAt(section, kind, 'already belongs to another person above');
    taken.add(identity);
  }
}
