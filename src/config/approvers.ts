import { may, neededRole } from '../domain/people.ts';
import { didYouMean } from './did-you-mean.ts';
import type { Spot } from './section.ts';
import type { Person, Project } from './settings.ts';
import { report } from './yaml-file.ts';

type Placed = { spot: Spot; project: Pick<Project, 'approval'> };

/** Whoever has to approve must be one person of the file who may, or a task would wait for ever. */
export function checkApprovers(projects: readonly Placed[], people: readonly Person[]): void {
  for (const { spot, project } of projects) {
    const names = project.approval?.by ?? [];
    for (const [index, name] of names.entries()) {
      const clause = names.indexOf(name) < index ? 'is named above already' : whyNot(name, people);
      if (clause !== undefined) report(spot.file, [...spot.path, 'approval', 'by'], `"${name}" ${clause}`);
    }
  }
}

function whyNot(name: string, people: readonly Person[]): string | undefined {
  const [person, another] = people.filter((one) => one.name === name);
  if (person === undefined) {
    const known = people.flatMap((one) => one.name ?? []);
    return `is no name of a person below people${didYouMean(name, known)}`;
  }
  if (another !== undefined) return 'is the name of several people; give each a name of their own';
  if (may(person.role, 'approve')) return undefined;
  return `may not approve with the role ${person.role}; expected ${neededRole('approve')} or one above it`;
}
