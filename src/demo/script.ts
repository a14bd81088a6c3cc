import type { DemoTexts } from './texts.ts';

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

type Round = unknown[];
type Scene = { file: string; texts: DemoTexts; think(breaths: number): { sleep: string } };

/**
 * What the demo's agents do, as the script that the scripted agent plays. `folder` is where in the repository the
 * change goes, `paceMs` how long one breath of theirs takes: they are to be watched. Each round writes whole files, and
 * a round that may come again writes its number: so any round changes something, on a fresh branch or on the last one's.
 */
export function createDemoScript(folder: string, paceMs: number, texts: DemoTexts): Record<string, Round[]> {
  const think = (breaths: number) => ({ sleep: `${Math.round(breaths * paceMs)}ms` });
  const scene = { file: `${folder}/{{slug}}.md`, texts, think };
  return {
    analyst: analyst(scene),
    architect: architect(scene),
    developer: developer(scene),
    reviewer: reviewer(scene),
    tester: tester(scene),
  };
}

function writeBrd({ file, texts: { brdHead, brdRest } }: Scene, middle: string) {
  const text = `${brdHead}${middle}${brdRest.replace('FILE', file)}`;
  return { write: { path: 'docs/work-items/{{task}}/01-brd.md', text } };
}

function analyst(scene: Scene): Round[] {
  const { think } = scene;
  return [
    [
      think(3),
      writeBrd(scene, ''),
      { commit: '{{task}}: requirements' },
      report(null, 'Wrote the requirements.', usage(3100, 1450, 18_400, 0.21)),
    ],
    [
      think(2),
      writeBrd(scene, '\n## What you asked for (draft {{round}})\n\n{{notes}}\n'),
      { commit: '{{task}}: requirements, revised' },
      report(null, 'Took your changes into the requirements.', usage(2200, 900, 21_000, 0.16)),
    ],
  ];
}

function architect({ file, texts: { adr, thing }, think }: Scene): Round[] {
  const path = 'docs/work-items/{{task}}/06-adr/0001-one-file.md';
  return [
    [
      think(2),
      { write: { path, text: adr.replace('FILE', file) } },
      { commit: `{{task}}: one file for each ${thing}` },
      report(null, `Decided on one file for the ${thing}.`, usage(2600, 800, 22_500, 0.15)),
    ],
  ];
}

function developer({ file: path, texts: { thing }, think }: Scene): Round[] {
  const text = '# {{title}}\n\n{{description}}\n';
  return [
    [
      think(4),
      { write: { path, text } },
      { commit: '{{task}}: {{title}}' },
      report(null, `Added the ${thing}.`, usage(5200, 2300, 61_000, 0.48)),
    ],
    [
      think(2),
      { write: { path, text: `${text}\nPosted with {{task}}, draft {{round}}.\n` } },
      { commit: `{{task}}: say where the ${thing} comes from` },
      report(null, `Says now where the ${thing} comes from.`, usage(1900, 600, 40_000, 0.17)),
    ],
  ];
}

function reviewer({ texts: { thing }, think }: Scene): Round[] {
  const findings = `The ${thing} does not say which work item it comes from.`;
  return [
    [think(2), report('changes', 'One thing is missing.', usage(4100, 700, 30_000, 0.19), findings)],
    [think(2), report('approve', 'Small and complete.', usage(3900, 400, 33_000, 0.15))],
  ];
}

/** The shell gets every value as one quoted word. */
function tester({ file, texts: { thing }, think }: Scene): Round[] {
  return [
    [
      think(1),
      { run: `test -s ${file}` },
      report('pass', `The ${thing} is there.`, usage(1200, 300, 9000, 0.05)),
    ],
  ];
}

function usage(inputTokens: number, outputTokens: number, cacheReadTokens: number, costUsd: number): Usage {
  return { inputTokens, outputTokens, cacheReadTokens, costUsd };
}
