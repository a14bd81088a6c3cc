/** Highest first; `value` is what the table `tasks` holds. */
export const priorities = [
  { name: 'high', value: 1 },
  { name: 'normal', value: 0 },
  { name: 'low', value: -1 },
] as const;

export type Priority = (typeof priorities)[number];

/** By its name in any case. */
export function findPriority(name: string): Priority | undefined {
  return priorities.find((priority) => priority.name === name.toLowerCase());
}
