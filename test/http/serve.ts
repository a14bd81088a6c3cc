import { expect, onTestFinished } from 'vitest';
import { createHttpServer, type HttpSettings } from '../../src/http/server.ts';
import type { WebhookSecrets } from '../../src/http/webhooks.ts';
import type { TestContext } from '../support/context.ts';

export const secrets: WebhookSecrets = {
  plane: ['plane_wh_demo'],
  gitea: ['gitea-demo'],
  github: ['github-demo'],
  health: ['health-demo'],
};

/** Resolves to where the server listens until the test is over. */
export async function serve(context: TestContext, settings: Partial<HttpSettings> = {}): Promise<string> {
  const defaults = { host: '127.0.0.1', port: 0, tokens: [], webhookSecrets: secrets };
  const server = createHttpServer(context, { ...defaults, ...settings });
  onTestFinished(() => server.stop());
  const { url } = await server.start();
  return url;
}

export async function answer(response: Response) {
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

export const refused = (status: number, error: string, message: unknown = expect.any(String)) => ({
  status,
  body: { error, message },
});

/** The inbox, oldest first. */
export function stored({ database }: TestContext) {
  return database.db.prepare('SELECT * FROM events ORDER BY id').all() as Record<string, unknown>[];
}
