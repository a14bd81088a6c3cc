import { expect, test } from 'vitest';
import { createClaudeAgent } from '../../src/agents/claude/claude.ts';
import { createCodexAgent } from '../../src/agents/codex/codex.ts';
import { createCommandAgent } from '../../src/agents/command.ts';
import { createGeminiAgent } from '../../src/agents/gemini/gemini.ts';
import { createOpencodeAgent } from '../../src/agents/opencode/opencode.ts';
import { toOpencodePermissions } from '../../src/agents/opencode/opencode-permissions.ts';
import { plainRequest } from './plain-request.ts';

const attachmentsPath = '/srv/runs/attachments/task-7';
const request = { ...plainRequest, attachmentsPath };
const program = '/opt/cli';

test.each([
  createClaudeAgent({ program }),
  createCodexAgent({ program }),
  createGeminiAgent({ program }),
  createOpencodeAgent({ program }),
  createCommandAgent({ command: 'true' }),
])('every agent is told by its environment where the attachments stand, if there are any (%#)', (agent) => {
  expect(agent.toInvocation(request).env).toMatchObject({ SIGNALBOX_ATTACHMENTS: attachmentsPath });
  expect(agent.toInvocation(plainRequest).env).not.toHaveProperty('SIGNALBOX_ATTACHMENTS');
});

test('the CLIs that read only below named folders are named that one too', () => {
  const claude = createClaudeAgent({ program });
  expect(claude.toInvocation(request).argv.slice(-4)).toEqual([
    '--add-dir',
    plainRequest.clonePath,
    '--add-dir',
    attachmentsPath,
  ]);
  const gemini = createGeminiAgent({ program });
  expect(gemini.toInvocation(request).argv.slice(-2)).toEqual(['--include-directories', attachmentsPath]);
});

test.each(['read', 'documents'] as const)('opencode may read them where it %ss only', (access) => {
  const outside = (reportPath: string | null) =>
    (toOpencodePermissions(access, { ...request, reportPath }) as Record<string, unknown>)[
      'external_directory'
    ];
  expect(outside(null)).toEqual({ '*': 'deny', [`${attachmentsPath}/*`]: 'allow' });
  expect(outside(plainRequest.reportPath)).toMatchObject({ [`${attachmentsPath}/*`]: 'allow' });
});
