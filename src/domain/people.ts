export const personRoles = ['viewer', 'approver', 'operator', 'owner'] as const;
export type PersonRole = (typeof personRoles)[number];

/** A person as configured: one role, known by an id in each system. */
export type Person = Readonly<{
  role: PersonRole;
  name?: string;
  telegram: number | null;
  plane: string | null;
  gitea: string | null;
  github: string | null;
}>;

/** What each kind of action needs at least; a role includes those before it. */
const needed = {
  look: 'viewer',
  approve: 'approver',
  open: 'operator',
  steer: 'operator',
  unfreeze: 'operator',
  pause: 'operator',
  /** Lets an installation that was taken over begin to act. */
  takeOver: 'owner',
  manage: 'owner',
} as const satisfies Record<string, PersonRole>;

export type PersonAction = keyof typeof needed;

export function neededRole(action: PersonAction): PersonRole {
  return needed[action];
}

export function may(role: PersonRole, action: PersonAction): boolean {
  return personRoles.indexOf(role) >= personRoles.indexOf(needed[action]);
}
