import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { createGithubLimits } from '../../src/forges/github-limits.ts';
import { createGithub } from './github-bench.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

/** A GitHub with one pull request, seen by a clock that only moves when told to. */
async function createLimited() {
  let nowMs = Date.UTC(2031, 4, 6);
  const { api, github, open } = await createGithub({ nowMs: () => nowMs });
  await open();
  const ask = async () => api.find('task/ET-001', 'main');
  const pass = (ms: number) => {
    nowMs += ms;
  };
  return { api, github, ask, pass };
}

type Limited = Awaited<ReturnType<typeof createLimited>>;

/** No request before the time is over, and one as soon as it is. */
async function expectHeld({ github, api, ask, pass }: Limited, forMs: number): Promise<void> {
  const before = github.requests.length;
  const held = { name: 'HttpError', status: null, retryable: true, retryAfterMs: forMs };
  await expect(ask()).rejects.toMatchObject(held);
  await expect(api.comment(1, 'x')).rejects.toMatchObject(held);
  pass(forMs - 1);
  await expect(ask()).rejects.toMatchObject({ retryAfterMs: 1 });
  expect(github.requests).toHaveLength(before);
  pass(1);
  expect(await ask()).toMatchObject({ number: 1 });
}

describe('the limits of GitHub', () => {
  it('are kept after the answer that used up the last call', async () => {
    const limited = await createLimited();
    const { github, ask } = limited;
    github.limit.remaining = 1;
    expect(await ask()).toMatchObject({ number: 1 });
    const error = await ask().catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({
      message: expect.stringMatching(
        /^github was not asked for GET \/repos\/acme\/shop\/pulls: its rate limit is used up for another \d+ s$/,
      ),
    });
    const { retryAfterMs = 0 } = error as { retryAfterMs?: number };
    // By GitHub's clock, however wrong ours is: the two are years apart here.
    expect(retryAfterMs).toBeGreaterThan(hourMs - 2 * minuteMs);
    expect(retryAfterMs).toBeLessThanOrEqual(hourMs + 1000);
    github.limit.remaining = 5000;
    await expectHeld(limited, retryAfterMs);
  });

  it('make a refusal retryable', async () => {
    const limited = await createLimited();
    const { github, ask } = limited;
    github.limit.remaining = 0;
    const error = await ask().catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({
      message: 'github answered 403 for GET /repos/acme/shop/pulls: API rate limit exceeded for user ID 1.',
      status: 403,
      retryable: true,
    });
    github.limit.remaining = 5000;
    await expectHeld(limited, (error as { retryAfterMs: number }).retryAfterMs);
  });

  it.each([
    [403, { 'retry-after': '30' }, 'slow down', 30_000],
    [429, { 'retry-after': '7' }, 'slow down', 7000],
    [503, { 'retry-after': '5' }, 'maintenance', 5000],
    [429, {}, 'slow down', minuteMs],
    [403, {}, 'You have exceeded a secondary rate limit.', minuteMs],
    [403, { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '1' }, 'slow down', minuteMs],
  ])('hold after %s with %o: %s', async (status, headers, message, waitMs) => {
    const limited = await createLimited();
    limited.github.failNext(status, { message }, headers);
    const refused = { status, retryable: true, retryAfterMs: waitMs };
    await expect(limited.ask()).rejects.toMatchObject(refused);
    await expectHeld(limited, waitMs);
  });

  it('hold for an hour at most, whatever a header says', async () => {
    for (const after of ['Infinity', '1e15', 'Fri, 31 Dec 9999 23:59:59 GMT']) {
      const limited = await createLimited();
      limited.github.failNext(503, { message: 'maintenance' }, { 'retry-after': after });
      await expect(limited.ask()).rejects.toMatchObject({ status: 503, retryAfterMs: hourMs });
      await expectHeld(limited, hourMs);
    }
  });

  it('are those of the token, whichever repository it was used for', async () => {
    const nowMs = () => Date.UTC(2031, 4, 6);
    const limits = createGithubLimits(nowMs);
    const [first, second] = [await createGithub({ limits }), await createGithub({ limits })];
    first.github.failNext(429, { message: 'slow down' }, { 'retry-after': '30' });
    await expect(first.api.find('task/ET-001', 'main')).rejects.toMatchObject({ status: 429 });
    const held = { status: null, retryable: true, retryAfterMs: 30_000 };
    await expect(second.api.find('task/ET-001', 'main')).rejects.toMatchObject(held);
    expect(second.github.requests).toEqual([]);
  });

  it('hold after GraphQL said so in a 200', async () => {
    const limited = await createLimited();
    const { github, api, ask } = limited;
    const pull = await ask();
    if (pull === null) throw new Error('no pull request');
    const reset = String(Math.floor(Date.now() / 1000) + 600);
    const body = { errors: [{ type: 'RATE_LIMITED', message: 'API rate limit exceeded' }] };
    github.failNext(200, body, { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': reset }, 'graphql');
    const makeDraft = api.update(pull, { title: pull.title, body: pull.body, draft: true });
    const error = await makeDraft.catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ status: 200, retryable: true });
    await expectHeld(limited, (error as { retryAfterMs: number }).retryAfterMs);
  });

  it('do not make a refusal of rights, or any other answer, retryable', async () => {
    const { github, ask } = await createLimited();
    const rights = 'Resource not accessible by personal access token';
    github.failNext(403, { message: rights });
    await expect(ask()).rejects.toMatchObject({ status: 403, retryable: false, retryAfterMs: null });
    expect(await ask()).toMatchObject({ number: 1 });
    const reset = String(Math.floor(Date.now() / 1000) + 600);
    const usedUp = { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': reset };
    github.failNext(404, { message: 'Not Found' }, usedUp);
    await expect(ask()).rejects.toMatchObject({ status: 404, retryable: false });
    await expect(ask()).rejects.toMatchObject({ status: null, retryable: true });
  });
});

describe('a call to GitHub', () => {
  it('ends when its time is over', async () => {
    const { github, api } = await createGithub({ timeoutMs: 50 });
    github.hang();
    await expect(api.find('task/ET-001', 'main')).rejects.toMatchObject({
      message: 'github could not be asked for GET /repos/acme/shop/pulls: no answer within 0.05 s',
      status: null,
      retryable: true,
    });
  });

  it('does not take what broke off, or is a page of something else, for an answer', async () => {
    const { github, api } = await createGithub();
    github.breakOffNextAnswer('[]');
    await expect(api.listComments(1)).rejects.toMatchObject({ status: null, retryable: true });
    github.failNext(200, '<html>Sign in</html>', { 'content-type': 'text/html' });
    await expect(api.listComments(1)).rejects.toMatchObject({
      message:
        'github answered 200 for GET /repos/acme/shop/issues/1/comments with something that is not JSON',
      retryable: true,
    });
  });

  it('is worth trying again where GitHub is down or at fault, and not where it was refused', async () => {
    const { github, api } = await createGithub();
    const ask = async () => api.find('task/ET-001', 'main');
    github.down();
    await expect(ask()).rejects.toMatchObject({ status: null, retryable: true });
    github.up();
    github.failNext(502, '<html>Bad   gateway</html>', { 'content-type': 'text/html' });
    await expect(ask()).rejects.toMatchObject({
      message: 'github answered 502 for GET /repos/acme/shop/pulls: <html>Bad gateway</html>',
      retryable: true,
    });
    github.failNext(400, { message: 'No' });
    await expect(ask()).rejects.toMatchObject({ status: 400, retryable: false });
    expect(await ask()).toBeNull();
  });

  it('is not led elsewhere', async () => {
    const { github, api } = await createGithub();
    github.failNext(301, { message: 'Moved Permanently' }, { location: 'https://elsewhere.invalid/7' });
    await expect(api.find('task/ET-001', 'main')).rejects.toMatchObject({
      message: 'github answered 301 for GET /repos/acme/shop/pulls: moved to https://elsewhere.invalid/7',
      retryable: false,
    });
  });

  it('shows the token in no error', async () => {
    const secret = 'ghp_wrong0123456789';
    const { github, api } = await createGithub({ token: secret });
    const broken = await createGithub({ token: `${secret}\n${secret}` });
    const ask = async () => api.find('task/ET-001', 'main');
    const errors = [await thrownBy(ask)];
    expect(errors[0]).toMatchObject({
      message: 'github answered 401 for GET /repos/acme/shop/pulls: Bad credentials',
      retryable: false,
    });
    const echo = { message: `token ${secret} is wrong`, errors: [secret, { secret }] };
    for (const status of [403, 422, 500]) {
      github.failNext(status, echo);
      errors.push(await thrownBy(ask));
    }
    github.failNext(404, `<pre>authorization: token ${secret}</pre>`, { 'content-type': 'text/plain' });
    errors.push(await thrownBy(ask));
    github.failNext(302, '', { location: `https://elsewhere.invalid/?token=${secret}` });
    errors.push(await thrownBy(ask));
    errors.push(await thrownBy(async () => broken.api.find('task/ET-001', 'main')));
    github.down();
    errors.push(await thrownBy(ask));
    for (const error of errors) {
      expect(error).toMatchObject({
        name: 'HttpError',
        message: expect.stringContaining('/repos/acme/shop'),
      });
      expect(inspect(error, { depth: 20, showHidden: true })).not.toContain(secret);
    }
    expect(errors).toHaveLength(8);
  });
});

async function thrownBy(ask: () => Promise<unknown>): Promise<unknown> {
  try {
    await ask();
  } catch (error) {
    return error;
  }
  throw new Error('nothing was thrown');
}
