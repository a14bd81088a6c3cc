import { join } from 'node:path';
import type { Access } from '../../domain/stage.ts';
import type { AgentRequest } from '../agent.ts';

type Decision = 'allow' | 'deny';
type Rule = Readonly<Record<string, string | number | boolean | readonly string[]>>;

const shell = 'run_shell_command';
const readingTools = [
  'read_file',
  'read_many_files',
  'list_directory',
  'grep_search',
  'glob',
  'write_todos',
  'update_topic',
];
const readingCommands = ['git log', 'git diff', 'git show', 'git status', 'git blame'];
/** Ways to write or to run something by a command that only reads. */
const smuggling = '.*--(?:output|ext-diff|textconv)';

/**
 * What the tools may do, in the TOML of its policy engine. It takes commands apart by itself, and refuses redirections
 * where they are not allowed.
 */
export function toGeminiPolicy(access: Access, request: AgentRequest): string {
  return [rule('deny', 10, { toolName: '*' }), ...listRules(access, request)].join('\n');
}

function listRules(access: Access, request: AgentRequest): string[] {
  switch (access) {
    case 'write':
    case 'run':
      return [
        rule('allow', 100, { toolName: '*' }),
        // With a pattern, whatever it is, it takes no command for one to ask about first.
        rule('allow', 200, { toolName: shell, argsPattern: '"command":', allowRedirection: true }),
      ];
    case 'documents':
      return [...listNarrow(request, ['git add', 'git commit']), documentsRule(request)];
    case 'read':
      return listNarrow(request, []);
  }
}

function listNarrow({ reportPath }: AgentRequest, commands: readonly string[]): string[] {
  return [
    rule('allow', 100, { toolName: readingTools }),
    rule('allow', 100, { toolName: shell, commandPrefix: [...readingCommands, ...commands] }),
    rule('deny', 200, { toolName: shell, commandRegex: smuggling }),
    ...(reportPath === null
      ? []
      : [
          rule('allow', 100, {
            toolName: 'write_file',
            argsPattern: `"file_path":"${escapePattern(reportPath)}"`,
          }),
        ]),
  ];
}

/** A path that climbs out of the folder again has two dots in it. */
function documentsRule({ clonePath }: AgentRequest): string {
  const folders = ['docs/work-items/', join(clonePath, 'docs/work-items/')].map(escapePattern);
  const argsPattern = String.raw`"file_path":"(?:${folders.join('|')})(?![^"]*\.\.)`;
  return rule('allow', 100, { toolName: ['write_file', 'replace'], argsPattern });
}

/** For text in the arguments, which are JSON. */
function escapePattern(text: string): string {
  const inJson = JSON.stringify(text).slice(1, -1);
  return inJson.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
}

/** Strings, lists and booleans of TOML are written as in JSON. */
function rule(decision: Decision, priority: number, conditions: Rule): string {
  const lines = Object.entries({ ...conditions, decision, priority }).map(
    ([key, value]) => `${key} = ${JSON.stringify(value)}`,
  );
  return `[[rule]]\n${lines.join('\n')}\n`;
}
