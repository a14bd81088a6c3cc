import type { Project } from '../domain/project.ts';
import { countCodePoints, oneLine } from '../telegram/formatted.ts';

export type NewTask = { project: Project; title: string; description: string };

const longestTitle = 200;

/**
 * `project title`, then lines that describe. The project may be left out where there is only one. A replied message
 * comes last in the description; a title that is too long is kept whole in it.
 */
export function parseNewTask(
  typed: string,
  replied: string | undefined,
  projects: readonly Project[],
): NewTask | { problem: string } {
  const [firstLine = '', ...lines] = typed.split('\n');
  const [, word = '', behind = ''] = /^\s*(\S*)\s*(.*)$/.exec(firstLine) ?? [];
  const named = projects.find(({ name }) => name.toLowerCase() === word.toLowerCase());
  const project = named ?? (projects.length === 1 ? projects[0] : undefined);
  const usage = 'Say /new project title';
  const names = projects.map(({ name }) => name).join(', ');
  if (project === undefined) {
    const unknown = word === '' ? '' : `I know no project ${oneLine(word, 64)}. `;
    return { problem: `${unknown}${usage}. Projects: ${names || 'none is configured'}.` };
  }
  const whole = named === undefined ? firstLine.trim() : behind.trim();
  if (whole === '')
    return { problem: `A task takes a title. ${usage}, such as /new ${project.name} Show prices.` };
  const title = oneLine(whole, longestTitle);
  const parts = [
    countCodePoints(whole) > longestTitle ? whole : '',
    lines.join('\n').trim(),
    replied?.trim() ?? '',
  ];
  return { project, title, description: parts.filter((part) => part !== '').join('\n\n') };
}
