import type { PersonRole } from './people.ts';
import { type Phrase, phrase } from './phrase.ts';

/** The word for what a person may; commands and the projects file take the English one. */
export function sayPersonRole(role: PersonRole): Phrase {
  return words[role];
}

const words: Record<PersonRole, Phrase> = {
  viewer: phrase('access-role-viewer'),
  approver: phrase('access-role-approver'),
  operator: phrase('access-role-operator'),
  owner: phrase('access-role-owner'),
};
