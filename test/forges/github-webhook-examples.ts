import examples from '@octokit/webhooks-examples' with { type: 'json' };

export type Payload = Record<string, unknown>;

/** The package declares its data as a module of CommonJS, which an import of JSON is not. */
const definitions = examples as unknown as readonly { name: string; examples: readonly Payload[] }[];

/** Every example of a webhook payload that GitHub publishes for api.github.com, with the name of its event. */
export const githubExamples = definitions.flatMap(({ name, examples: ofName }) =>
  ofName.map((payload) => ({ name, payload })),
);

export function listExamples(name: string): Payload[] {
  return githubExamples.filter((one) => one.name === name).map(({ payload }) => payload);
}
