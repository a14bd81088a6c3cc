/** A step's report, and the usage it claims: figures of the size that a real agent has. */
type Usage = { inputTokens: number; outputTokens: number; cacheReadTokens: number; costUsd: number };

const model = 'scripted';

function report(verdict: string | null, summary: string, usage: Usage, findings?: string) {
  return {
    report: {
      ...(verdict === null ? {} : { verdict }),
      summary,
      ...(findings === undefined ? {} : { findings }),
      usage: { ...usage, model },
    },
  };
}

const brdHead = `# {{title}}

## Summary

Readers of the board find a notice "{{title}}" as soon as it is released.

## Why

{{description}}
`;

const brdRest = `
## Requirements

1. The notice has a heading and a text of its own.
2. \`GET /healthz\` stays **ok** and counts one notice more.
3. Nothing else on the board changes.

## Acceptance

| check | expected |
|---|---|
| \`npm test\` | passes |
| board | shows "{{title}}" |

## Out of scope

- Editing notices in the browser.
- Pictures.
`;

const adr = `# One file for each notice

The notice becomes \`FILE\`: the server reads the folder at its start, so no code has to change.

Consequences: a notice is reviewed like code, and a release is needed to show it.
`;

type Round = unknown[];
type Scene = { file: string; think(breaths: number): { sleep: string } };

/**
 * What the demo's agents do, as the script that the scripted agent plays. `folder` is where in the repository the
 * change goes, `paceMs` how long one breath of theirs takes: they are to be watched.
 */
export function createDemoScript(folder: string, paceMs: number): Record<string, Round[]> {
  const think = (breaths: number) => ({ sleep: `${Math.round(breaths * paceMs)}ms` });
  const scene = { file: `${folder}/{{slug}}.md`, think };
  return {
    analyst: analyst(scene),
    architect: architect(scene),
    developer: developer(scene),
    reviewer: reviewer(scene),
    tester: tester(scene),
  };
}

function writeBrd(middle: string) {
  return { write: { path: 'docs/work-items/{{task}}/01-brd.md', text: `${brdHead}${middle}${brdRest}` } };
}

function analyst({ think }: Scene): Round[] {
  return [
    [
      think(3),
      writeBrd(''),
      { commit: '{{task}}: requirements' },
      report(null, 'Wrote the requirements.', usage(3100, 1450, 18_400, 0.21)),
    ],
    [
      think(2),
      writeBrd('\n## What you asked for\n\n{{notes}}\n'),
      { commit: '{{task}}: requirements, revised' },
      report(null, 'Took your changes into the requirements.', usage(2200, 900, 21_000, 0.16)),
    ],
  ];
}

function architect({ file, think }: Scene): Round[] {
  const path = 'docs/work-items/{{task}}/06-adr/0001-one-file.md';
  return [
    [
      think(2),
      { write: { path, text: adr.replace('FILE', file) } },
      { commit: '{{task}}: one file for each notice' },
      report(null, 'Decided on one file for the notice.', usage(2600, 800, 22_500, 0.15)),
    ],
  ];
}

function developer({ file: path, think }: Scene): Round[] {
  return [
    [
      think(4),
      { write: { path, text: '# {{title}}\n\n{{description}}\n' } },
      { commit: '{{task}}: {{title}}' },
      report(null, 'Added the notice.', usage(5200, 2300, 61_000, 0.48)),
    ],
    [
      think(2),
      { append: { path, text: '\nPosted with {{task}}.\n' } },
      { commit: '{{task}}: say where the notice comes from' },
      report(null, 'Says now where the notice comes from.', usage(1900, 600, 40_000, 0.17)),
    ],
  ];
}

function reviewer({ think }: Scene): Round[] {
  const findings = 'The notice does not say which work item it comes from.';
  return [
    [think(2), report('changes', 'One thing is missing.', usage(4100, 700, 30_000, 0.19), findings)],
    [think(2), report('approve', 'Small, complete and tested.', usage(3900, 400, 33_000, 0.15))],
  ];
}

/** The shell gets every value as one quoted word. */
function tester({ file, think }: Scene): Round[] {
  return [
    [
      think(1),
      { run: `test -s ${file}` },
      report('pass', 'The notice is there.', usage(1200, 300, 9000, 0.05)),
    ],
  ];
}

function usage(inputTokens: number, outputTokens: number, cacheReadTokens: number, costUsd: number): Usage {
  return { inputTokens, outputTokens, cacheReadTokens, costUsd };
}
