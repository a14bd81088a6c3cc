import { dirname, join, relative } from 'node:path';
import type { Access } from '../../domain/stage.ts';
import type { AgentRequest } from '../agent.ts';

type Answer = 'allow' | 'deny';
type Permissions = Answer | Readonly<Record<string, Answer | Readonly<Record<string, Answer>>>>;

/**
 * What the tools may do. Nothing is left to be asked: a question is answered with no and ends the run as if it had
 * succeeded. Of several patterns that match the last one counts. Commands are no sandbox: a script could do anything.
 */
export function toOpencodePermissions(access: Access, request: AgentRequest): Permissions {
  switch (access) {
    case 'write':
    case 'run':
      return 'allow';
    case 'documents':
      return narrow(request, ['docs/work-items/*'], ['git add *', 'git commit *']);
    case 'read':
      return narrow(request, [], []);
  }
}

const reading = ['git diff', 'git log', 'git show', 'git status', 'git blame'];
/** Ways to write or to run something by a command that only reads. */
const smuggling = ['*>*', '*`*', '*$(*', '*<(*', '* --output*', '* --ext-diff*', '* --textconv*'];

function narrow(
  { clonePath, reportPath, attachmentsPath }: AgentRequest,
  paths: readonly string[],
  commands: readonly string[],
): Permissions {
  const outside = [reportPath === null ? null : dirname(reportPath), attachmentsPath];
  const folders = outside.flatMap((folder) => (folder === null ? [] : [join(folder, '*')]));
  const allowed = [...reading.flatMap((command) => [command, `${command} *`]), ...commands];
  return {
    '*': 'deny',
    read: 'allow',
    grep: 'allow',
    glob: 'allow',
    list: 'allow',
    external_directory: folders.length === 0 ? 'deny' : toRules(folders),
    edit: toRules(reportPath === null ? paths : [...paths, relative(clonePath, reportPath)]),
    bash: { ...toRules(allowed), ...Object.fromEntries(smuggling.map((pattern) => [pattern, 'deny'])) },
  };
}

function toRules(patterns: readonly string[]): Record<string, Answer> {
  return { '*': 'deny', ...Object.fromEntries(patterns.map((pattern) => [pattern, 'allow'])) };
}
