import { describe, expect, it } from 'vitest';
import { toFaultOutcome, toFaultText } from '../../../src/agents/cli/cli-fault.ts';

function judge(status: number | null, kind: string | null, text = '') {
  const outcome = toFaultOutcome({ status, kind, text }, 'SOME_KEY');
  return outcome === null ? null : { kind: outcome.kind, ...('of' in outcome ? { of: outcome.of } : {}) };
}

const transient = { kind: 'transient' };
const account = { kind: 'misconfigured', of: 'account' };
const role = { kind: 'misconfigured', of: 'role' };

describe('an error of a model’s API', () => {
  it.each([408, 409, 425, 429, 500, 502, 503, 504, 529])('with status %i passes', (status) => {
    expect(judge(status, null)).toEqual(transient);
  });

  it.each([
    [401, account],
    [402, account],
    [403, account],
    [404, role],
    [400, null],
    [413, null],
    [422, null],
  ])('with status %i does not pass by itself', (status, blamed) => {
    expect(judge(status, null)).toEqual(blamed);
  });

  it.each([
    ['authentication_failed', account],
    ['billing_error', account],
    ['account_on_hold', account],
    ['oauth_org_not_allowed', account],
    ['verification_required', account],
    ['cloud_credential_error', account],
    ['model_not_found', role],
    ['server_error', transient],
    ['connection_failed', transient],
    ['overloaded', transient],
    ['unknown', transient],
    ['invalid_request', null],
    ['max_output_tokens', null],
    ['of a later version', null],
  ])('without a status is judged by its kind: %s', (kind, blamed) => {
    expect(judge(null, kind, 'Connection lost')).toEqual(blamed);
  });

  it('that names its cause is judged by that before its status', () => {
    expect(judge(400, 'billing_error')).toEqual(account);
    expect(judge(429, 'insufficient_quota')).toEqual(account);
    expect(judge(400, 'server_error')).toBeNull();
  });

  it.each([
    ['Connection refused', transient],
    ['connect ECONNRESET 127.0.0.1:9', transient],
    ['Request timed out', transient],
    ['getaddrinfo EAI_AGAIN', transient],
    ['the prompt is bad', null],
  ])('without status and kind is judged by its words: %s', (text, blamed) => {
    expect(judge(null, null, text)).toEqual(blamed);
  });

  it('tells an operator which variables hold the key', () => {
    const outcome = toFaultOutcome({ status: 401, kind: null, text: '' }, 'SOME_KEY');
    expect(outcome).toMatchObject({ mend: expect.stringContaining('(SOME_KEY;') });
  });

  it('is told in one line, the same each time it happens', () => {
    const text = 'Bad gateway, request-id req_01Abc\nsecond line';
    expect(toFaultText({ status: 502, kind: null, text })).toBe(
      "the model's API answered 502: Bad gateway, request-id req_…",
    );
    expect(toFaultText({ status: null, kind: 'unknown', text: '' })).toBe(
      'the model could not be asked (unknown)',
    );
    expect(toFaultText({ status: null, kind: 'max_output_tokens', text: 'Too long.' })).toBe(
      'the model gave no usable answer (max_output_tokens): Too long.',
    );
    expect(toFaultText({ status: 500, kind: null, text: '🚦'.repeat(500) }).isWellFormed()).toBe(true);
  });
});
