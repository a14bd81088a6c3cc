import { type Answer, mergeByApi, refusal } from './gitea-merge.ts';
import {
  closePull,
  comment,
  editPull,
  type GiteaPull,
  type GiteaRepository,
  openPull,
} from './gitea-repository.ts';
import { toCombinedEntry, toComment, toPull, toReview } from './gitea-shapes.ts';

export type Call = { url: URL; body: Readonly<Record<string, unknown>>; root: string; by: string };
type Route = {
  method: string;
  /** Behind `/api/v1/repos/{owner}/{repo}`; its groups are the arguments. */
  path: RegExp;
  answer(repository: GiteaRepository, call: Call, ...names: string[]): Answer;
};

const DEFAULT_LIMIT = 30;
const MAX_LIMIT = 50;

const routes: readonly Route[] = [
  { method: 'GET', path: /^\/pulls$/, answer: listPulls },
  { method: 'POST', path: /^\/pulls$/, answer: createPull },
  { method: 'GET', path: /^\/pulls\/(\d+)$/, answer: onPull(toPullAnswer) },
  { method: 'PATCH', path: /^\/pulls\/(\d+)$/, answer: onPull(patchPull) },
  {
    method: 'POST',
    path: /^\/pulls\/(\d+)\/merge$/,
    answer: (repository, call, number) => merge(repository, call, Number(number)),
  },
  {
    method: 'GET',
    path: /^\/pulls\/(\d+)\/reviews$/,
    answer: onPull((_repository, call, pull) =>
      pageOf(
        call,
        pull.reviews.map((review) => toReview(review, pull)),
      ),
    ),
  },
  {
    method: 'GET',
    path: /^\/issues\/(\d+)\/comments$/,
    answer: onPull((_repository, call, pull) =>
      pageOf(
        call,
        pull.comments.map((made) => toComment(made, call.root)),
      ),
    ),
  },
  { method: 'POST', path: /^\/issues\/(\d+)\/comments$/, answer: onPull(createComment) },
  { method: 'GET', path: /^\/commits\/([^/]+)\/status$/, answer: combinedStatus },
];

/** What Gitea answers to a request with a good token. */
export function answerCall(repository: GiteaRepository, method: string, call: Call): Answer {
  const prefix = `/api/v1/repos/${repository.owner}/${repository.name}`;
  const { pathname } = call.url;
  if (!pathname.startsWith(`${prefix}/`)) return notFound();
  const path = pathname.slice(prefix.length);
  for (const route of routes) {
    const match = route.method === method ? route.path.exec(path) : null;
    if (match !== null) return route.answer(repository, call, ...match.slice(1));
  }
  return notFound();
}

function notFound(): Answer {
  return refusal(404, "The target couldn't be found.");
}

function onPull(
  answer: (repository: GiteaRepository, call: Call, pull: GiteaPull) => Answer,
): Route['answer'] {
  return (repository, call, number) => {
    const pull = findPull(repository, Number(number));
    return pull === undefined ? notFound() : answer(repository, call, pull);
  };
}

function findPull({ pulls }: GiteaRepository, number: number): GiteaPull | undefined {
  return pulls.find((pull) => pull.number === number);
}

/** Pages of a list, with the headers that tell how much there is. */
function pageOf(call: Call, all: unknown[], wrap: (page: unknown[]) => unknown = (page) => page): Answer {
  const asked = (name: string, fallback: number) => Number(call.url.searchParams.get(name)) || fallback;
  const limit = Math.min(asked('limit', DEFAULT_LIMIT), MAX_LIMIT);
  const page = asked('page', 1);
  const headers: Record<string, string> = { 'x-total-count': String(all.length) };
  if (page * limit < all.length) {
    const next = new URL(call.url);
    next.searchParams.set('page', String(page + 1));
    headers['link'] = `<${next.href}>; rel="next"`;
  }
  return { status: 200, headers, body: wrap(all.slice((page - 1) * limit, page * limit)) };
}

function listPulls(repository: GiteaRepository, call: Call): Answer {
  const state = call.url.searchParams.get('state') ?? 'open';
  const found = repository.pulls.filter((pull) => state === 'all' || pull.state === state);
  const sorts: Record<string, (one: GiteaPull, other: GiteaPull) => number> = {
    oldest: (one, other) => one.number - other.number,
    recentupdate: (one, other) => other.touched - one.touched,
  };
  const sort = sorts[call.url.searchParams.get('sort') ?? ''] ?? ((one, other) => other.number - one.number);
  const shown = found.toSorted(sort).map((pull) => toPull(repository, pull, call.root));
  return pageOf(call, shown);
}

function toPullAnswer(repository: GiteaRepository, call: Call, pull: GiteaPull): Answer {
  return { status: 200, body: toPull(repository, pull, call.root) };
}

function createPull(repository: GiteaRepository, call: Call): Answer {
  const [branch, base] = [text(call, 'head'), text(call, 'base')];
  if (branch === base)
    return refusal(422, 'Invalid PullRequest: There are no changes between the head and the base');
  if (!repository.branches.has(branch) || !repository.branches.has(base)) return notFound();
  const known = repository.pulls.find(
    (pull) => pull.state === 'open' && pull.branch === branch && pull.base === base,
  );
  if (known !== undefined) {
    const ids = `[id: ${known.number * 10}, issue_id: ${known.number}, head_repo_id: 1, base_repo_id: 1, head_branch: ${branch}, base_branch: ${base}]`;
    return refusal(409, `pull request already exists for these targets ${ids}`);
  }
  const words = { title: text(call, 'title'), body: text(call, 'body') };
  const pull = openPull(repository, { ...words, branch, base, by: call.by });
  return { status: 201, body: toPull(repository, pull, call.root) };
}

function patchPull(repository: GiteaRepository, call: Call, pull: GiteaPull): Answer {
  if (call.body['state'] === 'closed') {
    if (pull.merged !== null) {
      return refusal(412, 'cannot change state of this pull request, it was already merged');
    }
    closePull(repository, pull, call.by);
  } else {
    const { title = pull.title, body = pull.body } = call.body;
    editPull(repository, pull, { title: String(title), body: String(body), by: call.by });
  }
  return { status: 201, body: toPull(repository, pull, call.root) };
}

/** Takes the names of Gitea before 1.26, as Forgejo does. */
function merge(repository: GiteaRepository, call: Call, number: number): Answer {
  if (!('Do' in call.body)) return refusal(422, '[Do]: Required');
  const order = {
    style: text(call, 'Do'),
    title: text(call, 'MergeTitleField'),
    message: text(call, 'MergeMessageField'),
    head: text(call, 'head_commit_id'),
    by: call.by,
  };
  return mergeByApi(repository, findPull(repository, number), order);
}

function createComment(repository: GiteaRepository, call: Call, pull: GiteaPull): Answer {
  const made = comment(repository, pull, { by: call.by, text: text(call, 'body') });
  return { status: 201, body: toComment(made, call.root) };
}

/** The newest status of each context, and a `state` that speaks of this page only. */
function combinedStatus(repository: GiteaRepository, call: Call, sha = ''): Answer {
  const ofCommit = repository.statuses.filter((status) => status.sha === sha);
  const newest = new Map(ofCommit.map((status) => [status.context, status]));
  const entries = [...newest.values()].toReversed().map((status) => toCombinedEntry(status, call.root));
  return pageOf(call, entries, (page) => ({
    state: foldPage(page as ReturnType<typeof toCombinedEntry>[]),
    sha,
    total_count: page.length,
    statuses: page.length === 0 ? null : page,
  }));
}

function foldPage(page: readonly { status: string }[]): string {
  const states = new Set(page.map(({ status }) => status));
  if (states.has('error') || states.has('failure') || states.has('warning')) return 'failure';
  return states.has('pending') || states.size === 0 ? 'pending' : 'success';
}

function text(call: Call, name: string): string {
  const value = call.body[name];
  return typeof value === 'string' ? value : '';
}
