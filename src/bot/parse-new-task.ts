import type { Project } from '../domain/project.ts';
import { countCodePoints, oneLine } from '../telegram/formatted.ts';

/** What is known of a task that is to be opened; `unknown` is a word that stands where a project's name is looked for. */
export type NewTask = { project: Project | null; title: string; description: string; unknown: string | null };

const longestTitle = 200;

/**
 * `project title`, then lines that describe. The project may be left out where there is only one, or one that the place
 * belongs to.
 */
export function parseNewTask(typed: string, projects: readonly Project[], home: Project | null): NewTask {
  const [firstLine = '', ...lines] = typed.split('\n');
  const [, word = '', behind = ''] = /^\s*(\S*)\s*(.*)$/.exec(firstLine) ?? [];
  const named = findProject(projects, word);
  const project = named ?? home ?? (projects.length === 1 ? projects[0] : undefined) ?? null;
  const unknown = project === null && word !== '' ? oneLine(word, 64) : null;
  return { project, unknown, ...readTitle(named === undefined ? firstLine : behind, lines.join('\n')) };
}

/** By its name in any case. */
export function findProject(projects: readonly Project[], name: string): Project | undefined {
  return projects.find((project) => project.name.toLowerCase() === name.trim().toLowerCase());
}

/** A title that is too long is kept whole in the description. */
export function readTitle(line: string, below: string): { title: string; description: string } {
  const whole = line.trim();
  const parts = [countCodePoints(whole) > longestTitle ? whole : '', below.trim()];
  return { title: oneLine(whole, longestTitle), description: joinParts(parts) };
}

/** Paragraphs, without those that are empty. */
export function joinParts(parts: readonly string[]): string {
  return parts.filter((part) => part.trim() !== '').join('\n\n');
}
