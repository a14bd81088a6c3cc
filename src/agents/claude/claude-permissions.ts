import type { Access } from '../../domain/stage.ts';

type Permissions = { tools: readonly string[]; allowed: readonly string[] };

const reading = ['Read', 'Grep', 'Glob', 'Bash'];
const editing = [...reading, 'Edit', 'Write'];

/**
 * What each access lets Claude Code do beside what it knows to be harmless: reading below its folder, and commands that
 * only read, git's among them. A rule for one of those, such as `Bash(git diff *)`, would let it write by its options, and
 * one for `Read` would let it read anywhere. A path that begins with a slash is meant from the folder that the run works in.
 */
const permissionsOf: Readonly<Record<Access, Permissions>> = {
  documents: {
    tools: editing,
    allowed: ['Edit(/docs/work-items/**)', 'Bash(git add *)', 'Bash(git commit *)'],
  },
  write: { tools: editing, allowed: ['Edit(/**)', 'Bash'] },
  read: { tools: reading, allowed: [] },
  run: { tools: reading, allowed: ['Bash'] },
};

/** `dontAsk` refuses at once what no rule allows: there is nobody to ask, and it works for root as well. */
export function toPermissionArgs(access: Access): string[] {
  const { tools, allowed } = permissionsOf[access];
  return [
    '--permission-mode',
    'dontAsk',
    '--tools',
    tools.join(','),
    ...(allowed.length === 0 ? [] : ['--allowedTools', allowed.join(',')]),
  ];
}
