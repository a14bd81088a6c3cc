import type { HttpClient } from '../http-client/http-client.ts';
import { parseAnswer } from '../payload.ts';
import type { Check } from './forge.ts';
import { toCheckState } from './forge-news.ts';
import { listPages } from './gitea-pages.ts';
import { combinedStatusSchema, type GiteaStatus } from './gitea-schemas.ts';

/**
 * The newest status of each context, over all pages: the `state` of Gitea's combined status speaks of the page that was
 * asked for only. Jobs of Gitea's and Forgejo's actions are statuses too.
 */
export async function listStatuses(client: HttpClient, repoPath: string, commit: string): Promise<Check[]> {
  const path = `${repoPath}/commits/${encodeURIComponent(commit)}/status`;
  const statuses: GiteaStatus[] = [];
  for await (const page of listPages(client, path, readStatuses)) statuses.push(...page);
  return foldStatuses(statuses);
}

function readStatuses(body: unknown, what: string): GiteaStatus[] {
  return parseAnswer(combinedStatusSchema, body, 'gitea', what).statuses ?? [];
}

function foldStatuses(statuses: readonly GiteaStatus[]): Check[] {
  const newest = new Map<string, GiteaStatus>();
  for (const status of statuses) {
    const known = newest.get(status.context);
    if (known === undefined || known.id < status.id) newest.set(status.context, status);
  }
  return [...newest.values()].map(toCheck);
}

function toCheck({ context, status, description, target_url: url }: GiteaStatus): Check {
  const details = [description, url].filter((part) => part != null && part !== '').join(' ');
  return { name: context, state: toCheckState(status) ?? 'red', details };
}
