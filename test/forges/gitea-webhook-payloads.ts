export const head = 'a94a8fe5ccb19ba61c4c0873d391e987982fbbd3';
export const base = 'b6589fc6ab0dc82cf12099d1c2d40ab994e8410c';
export const mergeCommit = 'da4b9237bacccdf19c0760cab7aec4a8359010b0';
const none = '0'.repeat(40);

/** Gitea 1.26, modules/structs/hook.go, pull.go and repo_actions.go: the fields that matter and a few beside them, invented values. */
const repository = {
  id: 1,
  name: 'shop',
  full_name: 'acme/shop',
  owner: { id: 1, login: 'acme' },
  default_branch: 'main',
  clone_url: 'https://git.example.org/acme/shop.git',
};
const bot = { id: 2, login: 'bot', username: 'bot' };
const alice = { id: 3, login: 'alice', username: 'alice' };

export function push(overrides: object = {}) {
  return {
    ref: 'refs/heads/task/et-12',
    before: base,
    after: head,
    compare_url: '',
    commits: [{ id: head, message: 'Add retry', author: { name: 'Bot', email: 'bot@example.org' } }],
    total_commits: 1,
    repository,
    pusher: bot,
    sender: bot,
    ...overrides,
  };
}

export const deleted = push({ before: head, after: none });
export const created = push({ before: none });

export function pullRequest(overrides: object = {}) {
  return {
    id: 70,
    number: 7,
    state: 'open',
    draft: false,
    title: 'Add retry',
    body: '',
    user: bot,
    mergeable: true,
    merged: false,
    merged_at: null,
    merge_commit_sha: null,
    merged_by: null,
    merge_base: base,
    base: { label: 'main', ref: 'main', sha: base, repo_id: 1, repo: repository },
    head: { label: 'task/et-12', ref: 'task/et-12', sha: head, repo_id: 1, repo: repository },
    html_url: 'https://git.example.org/acme/shop/pulls/7',
    ...overrides,
  };
}

export function changed(action: string, pull: object = {}) {
  return {
    action,
    number: 7,
    pull_request: pullRequest(pull),
    requested_reviewer: null,
    repository,
    sender: alice,
    commit_id: '',
    review: null,
  };
}

export function reviewed(type: string, content = 'As discussed.') {
  return { ...changed('reviewed'), review: { type, content } };
}

export function commented(overrides: object = {}) {
  return {
    action: 'created',
    issue: { id: 70, number: 7, title: 'Add retry', pull_request: { merged: false, merged_at: null } },
    pull_request: pullRequest(),
    comment: {
      id: 5,
      body: '/approve',
      user: alice,
      html_url: '',
      created_at: '2026-03-01T13:00:00+01:00',
      updated_at: '2026-03-01T13:00:00+01:00',
    },
    repository,
    sender: alice,
    is_pull: true,
    ...overrides,
  };
}

export function status(state: string) {
  return {
    commit: { id: head, message: 'Add retry' },
    context: 'ci.yml / test (push)',
    created_at: '2026-03-01T12:00:00Z',
    description: '',
    id: 9,
    repository,
    sender: { login: 'gitea-actions' },
    sha: head,
    state,
    target_url: '',
  };
}

export function workflowRun(action: string, conclusion?: string) {
  return {
    action,
    workflow: { id: 'ci.yml', name: 'CI', path: '.gitea/workflows/ci.yml', state: 'active' },
    workflow_run: {
      id: 11,
      path: 'ci.yml@refs/heads/task/et-12',
      event: 'push',
      run_attempt: 1,
      head_sha: head,
      head_branch: 'task/et-12',
      status: action === 'completed' ? 'completed' : 'in_progress',
      ...(conclusion === undefined ? {} : { conclusion }),
    },
    repository,
    sender: bot,
  };
}

export function workflowJob(action: string, conclusion?: string) {
  const { workflow_run: run, workflow: _workflow, ...rest } = workflowRun(action, conclusion);
  return { ...rest, workflow_job: { ...run, run_id: 11, name: 'test', labels: [], steps: [] } };
}

/** Forgejo, modules/structs/action.go: no repository and no sender beside the run. */
export function forgejoRun(action: string, run: object = {}) {
  return {
    action,
    prior_status: 'running',
    run: {
      id: 11,
      title: 'Add retry',
      repository,
      workflow_id: 'ci.yml',
      index_in_repo: 4,
      trigger_user: bot,
      prettyref: 'task/et-12',
      commit_sha: head,
      event: 'push',
      status: action === 'failure' ? 'failure' : 'success',
      ...run,
    },
    last_run: null,
  };
}
