import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ForgeNews } from '../../src/forges/forge-news.ts';
import { parseGiteaEvent } from '../../src/forges/gitea-webhook.ts';
import { parseGithubEvent } from '../../src/forges/github-webhook.ts';
import { parseHealthReports } from '../../src/monitors/health-webhook.ts';
import { PayloadError } from '../../src/payload.ts';
import { type PlaneChange, parsePlaneEvent } from '../../src/trackers/plane-webhook.ts';
import * as gitea from '../forges/gitea-webhook-payloads.ts';
import { listExamples } from '../forges/github-webhook-examples.ts';
import { comment, createdItem, envelope, movedItem } from '../trackers/plane-payloads.ts';
import { aMutation, type Json, mutate, nest } from './mutate.ts';

/** Of each kind of sender; 10,200 of Plane, Gitea and GitHub. */
const RUNS = 3400;
const SEED = 20_260_301;

/**
 * Parses mutated payloads; every one must come to news without a fault, or to a PayloadError. Returns how many came to
 * each, so that a test can see that it tests both.
 */
function check<S extends { payload: Json }, N>(
  sources: readonly S[],
  parse: (source: S, payload: Json) => N,
  faultOf: (news: N, payload: Json) => string,
): { parsed: number; refused: number } {
  const told = { parsed: 0, refused: 0 };
  const mutations = fc.array(aMutation, { minLength: 1, maxLength: 3 });
  const property = fc.property(fc.nat({ max: sources.length - 1 }), mutations, (at, made) => {
    const source = sources[at] as S;
    const payload = mutate(source.payload, made);
    let news: N;
    try {
      news = parse(source, payload);
    } catch (error) {
      told.refused += 1;
      return error instanceof PayloadError && error.message.length < 600;
    }
    told.parsed += 1;
    expect(faultOf(news, payload) || whole(news)).toBe('');
    return true;
  });
  fc.assert(property, { numRuns: RUNS, seed: SEED });
  return told;
}

/** Nothing is missing, no text is longer than what is kept, and every time is one. */
function whole(value: unknown): string {
  if (typeof value === 'string') return value.length > 20_001 ? 'a text is too long' : '';
  if (typeof value === 'number') return Number.isSafeInteger(value) ? '' : `a number is ${value}`;
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? 'a time is none' : '';
  if (typeof value === 'boolean' || value === null) return '';
  if (typeof value !== 'object') return `a value is ${typeof value}`;
  return Object.values(value).map(whole).join('');
}

const asJson = (payload: object) => payload as unknown as Json;
const isName = (value: unknown) => typeof value === 'string' && value !== '' && value.length <= 300;

const planeKinds = ['created', 'stateChanged', 'described', 'commented', 'removed', 'ignored'];

/** By eyes of its own, not by the schema that is tested. */
function faultOfChange(change: PlaneChange, payload: Json): string {
  if (!planeKinds.includes(change.kind)) return `the kind is ${change.kind}`;
  if (change.kind !== 'created' && change.kind !== 'stateChanged') return '';
  const { data, activity } = payload as { data: Record<string, Json>; activity?: Record<string, Json> };
  const state = data['state'] as Record<string, Json>;
  const names = [data['id'], data['project'], data['workspace'], state['id'], state['name']];
  if (!names.every(isName)) return `${change.kind} with ids ${JSON.stringify(names)}`;
  const sequence = data['sequence_id'];
  if (!Number.isSafeInteger(sequence) || Number(sequence) < 1)
    return `${change.kind} of ${JSON.stringify(sequence)}`;
  if (change.kind === 'stateChanged' && !isName(activity?.['new_value'])) return 'changed to no state';
  const { item } = change;
  const kept = [item.id, item.projectId, item.workspaceId, item.state.id, item.state.name];
  return JSON.stringify(kept) === JSON.stringify(names) ? '' : 'the item is another';
}

const newsKinds = ['pushed', 'changed', 'reviewed', 'commented', 'checked', 'ignored'];

function faultOfNews(news: ForgeNews): string {
  if (!newsKinds.includes(news.kind)) return `the kind is ${news.kind}`;
  if (news.kind === 'ignored') return '';
  const commits = [
    'commit' in news ? news.commit : null,
    'head' in news ? news.head : null,
    'mergeCommit' in news ? news.mergeCommit : null,
  ].filter((commit) => commit !== null);
  if (!/^[^/\s]+\/[^/\s]+$/.test(news.repo)) return `the repository is ${news.repo}`;
  if (!commits.every((commit) => /^[0-9a-f]{4,64}$/.test(commit))) return `a commit of ${commits.join(', ')}`;
  if ('branch' in news && news.branch !== null && !isName(news.branch)) return 'the branch is no name';
  return 'number' in news && news.number < 1 ? `the number is ${news.number}` : '';
}

describe('thousands of mutated payloads, the same in every run, are news or a PayloadError:', () => {
  test('Plane’s never open or move anything without valid ids, state and project', () => {
    const sources = [
      createdItem(),
      movedItem(),
      movedItem({ field: 'state' }),
      movedItem({ field: 'name' }),
      comment(),
      envelope('issue', 'deleted', { id: 'item-12' }, null),
    ].map((payload) => ({ payload: asJson(payload) }));
    const told = check(sources, (_source, payload) => parsePlaneEvent(payload), faultOfChange);
    expect(Math.min(told.parsed, told.refused)).toBeGreaterThan(RUNS / 10);
  });

  test('Gitea’s and Forgejo’s', () => {
    const sources = Object.entries({
      push: gitea.push(),
      pull_request: gitea.changed('closed', { merged: true, merge_commit_sha: gitea.mergeCommit }),
      pull_request_sync: gitea.changed('synchronized'),
      pull_request_review_approved: gitea.reviewed('pull_request_review_approved'),
      pull_request_comment: gitea.commented(),
      status: gitea.status('success'),
      workflow_run: gitea.workflowRun('completed', 'failure'),
      workflow_job: gitea.workflowJob('completed', 'success'),
      action_run_failure: gitea.forgejoRun('failure'),
    }).map(([type, payload]) => ({ type, payload: asJson(payload) }));
    const told = check(sources, ({ type }, payload) => parseGiteaEvent(type, payload), faultOfNews);
    expect(Math.min(told.parsed, told.refused)).toBeGreaterThan(RUNS / 10);
  });

  test('GitHub’s', () => {
    const names =
      'push pull_request pull_request_review issue_comment status check_run check_suite workflow_run';
    const sources = names.split(' ').map((type) => {
      return { type, payload: prune(asJson(listExamples(type).at(-1) ?? {})) };
    });
    const told = check(sources, ({ type }, payload) => parseGithubEvent(type, payload), faultOfNews);
    expect(Math.min(told.parsed, told.refused)).toBeGreaterThan(RUNS / 10);
  });

  test('and a monitor’s', () => {
    const labels = { alertname: 'Down', project: 'shop' };
    const alert = { status: 'firing', labels, annotations: { summary: 's' } };
    const beat = { heartbeat: { status: 0, msg: 'm' }, monitor: { name: 'shop' }, msg: 'm' };
    const plain = { project: 'shop', verdict: 'degraded', reason: 'r' };
    const sources = [plain, { alerts: [alert, alert] }, beat].map((payload) => ({
      payload: asJson(payload),
    }));
    const told = check(
      sources,
      (_source, payload) => parseHealthReports(payload, null),
      (reports) => reports.map(({ verdict }) => verdict.replace(/^(healthy|degraded)$/, '')).join(''),
    );
    expect(Math.min(told.parsed, told.refused)).toBeGreaterThan(RUNS / 10);
  });
});

/** Without most of what nobody reads: mutations there hit nothing. */
function prune(value: Json): Json {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.slice(0, 2).map(prune);
  const kept = Object.entries(value).filter(
    ([key]) => !/_url$|^url$|node_id|_count$|^has_|^allow_/.test(key),
  );
  return Object.fromEntries(kept.map(([key, part]) => [key, prune(part)]));
}

test('no depth of nesting ends the stack', () => {
  const deep = nest(200_000);
  const everywhere = (payload: object) => [
    deep,
    ...Object.keys(payload).map((key) => ({ ...payload, [key]: deep })),
  ];
  const outcomes = [
    ...everywhere(movedItem()).map((payload) => outcomeOf(() => parsePlaneEvent(payload))),
    ...everywhere(gitea.changed('opened')).map((payload) =>
      outcomeOf(() => parseGiteaEvent('pull_request', payload)),
    ),
    ...everywhere(gitea.commented()).map((payload) =>
      outcomeOf(() => parseGithubEvent('issue_comment', payload)),
    ),
    ...everywhere({ project: 'shop', status: 'up', alerts: [] }).map((payload) =>
      outcomeOf(() => parseHealthReports(payload, null)),
    ),
  ];
  expect([...new Set(outcomes)].toSorted()).toEqual(['PayloadError', 'news']);
});

function outcomeOf(work: () => unknown): string {
  try {
    work();
    return 'news';
  } catch (error) {
    return error instanceof Error ? error.name : 'no error';
  }
}
