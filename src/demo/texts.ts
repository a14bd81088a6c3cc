/** What the demo's agents write; `FILE` stands for the file of the change. */
export type DemoTexts = { brdHead: string; brdRest: string; adr: string; thing: string };

export const sampleTexts: DemoTexts = {
  thing: 'notice',
  brdHead: `# {{title}}

## Summary

Readers of the board find a notice "{{title}}" as soon as it is released.

## Why

{{description}}
`,
  brdRest: `
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
`,
  adr: `# One file for each notice

The notice becomes \`FILE\`: the server reads the folder at its start, so no code has to change.

Consequences: a notice is reviewed like code, and a release is needed to show it.
`,
};

/** For a repository that nothing is known of: a note is all that these agents can add to it. */
export function toVisitorTexts(hasCi: boolean): DemoTexts {
  return {
    thing: 'note',
    brdHead: `# {{title}}

## Summary

The repository gets a note "{{title}}", in a file of its own.

## Why

{{description}}
`,
    brdRest: `
## Requirements

1. The note has a heading and a text of its own.
2. Nothing else in the repository changes.

## Acceptance

| check | expected |
|---|---|
| \`FILE\` | is there, with the text |
| tests of the repository | ${hasCi ? 'pass' : 'are not run: no --ci was given'} |

## Out of scope

- Any change of code: these agents play a script.
`,
    adr: `# One file for each note

The note becomes \`FILE\`, so no code has to change.

Consequences: a note is reviewed like code.
`,
  };
}
