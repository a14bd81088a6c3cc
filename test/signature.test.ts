import { describe, expect, test } from 'vitest';
import {
  fromBearerHeader,
  fromSha256Header,
  hmacSha256Hex,
  isOneOf,
  isSignedByOneOf,
} from '../src/signature.ts';

/** As Plane sends it: Python's separators, and every character beyond ASCII as a literal escape. */
const planeBody = Buffer.from(
  String.raw`{"event": "issue", "action": "updated", "webhook_id": "6b1f0c1e-0000-4000-8000-000000000001", "workspace_id": "6b1f0c1e-0000-4000-8000-000000000002", "data": {"id": "6b1f0c1e-0000-4000-8000-000000000003", "name": "Gr\u00fc\u00dfe", "sequence_id": 12, "sort_order": 65535.0}, "activity": {"field": "state_id", "new_value": "s2", "old_value": "s1", "actor": {"id": "u1"}, "old_identifier": null, "new_identifier": null}}`,
);
const planeDigest = '903596a013fe71902fa769c30e3b502d65530c8f889297982f9dfc8dc1fccb40';

describe('a signature', () => {
  test('of Plane is the bare hex of HMAC-SHA256 over the raw bytes', () => {
    expect(hmacSha256Hex('plane_wh_demo', planeBody)).toBe(planeDigest);
    expect(isSignedByOneOf(['plane_wh_demo'], planeBody, planeDigest)).toBe(true);
  });

  test('does not fit the same JSON written another way', () => {
    const rewritten = Buffer.from(JSON.stringify(JSON.parse(planeBody.toString())));
    expect(isSignedByOneOf(['plane_wh_demo'], rewritten, planeDigest)).toBe(false);
  });

  test('may be made with either of two secrets, so that a secret can be changed without a gap', () => {
    const digest = hmacSha256Hex('new', planeBody);
    expect(isSignedByOneOf(['old', 'new'], planeBody, digest)).toBe(true);
    expect(isSignedByOneOf(['new', 'old'], planeBody, digest)).toBe(true);
    expect(isSignedByOneOf(['old'], planeBody, digest)).toBe(false);
  });

  test('that is missing, empty or no hex digest is none', () => {
    const digest = hmacSha256Hex('s', planeBody);
    const wrong = [
      undefined,
      '',
      'sha256=',
      `sha256=${digest}`,
      digest.slice(1),
      `${digest}00`,
      'g'.repeat(64),
    ];
    for (const given of wrong) expect(isSignedByOneOf(['s'], planeBody, given)).toBe(false);
    expect(isSignedByOneOf(['s'], planeBody, digest)).toBe(true);
  });

  test('never fits without a secret, or with an empty one', () => {
    expect(isSignedByOneOf([], planeBody, hmacSha256Hex('', planeBody))).toBe(false);
    expect(isSignedByOneOf([''], planeBody, hmacSha256Hex('', planeBody))).toBe(false);
  });
});

describe('a header', () => {
  test('of GitHub’s kind names its algorithm, and an empty digest is no signature', () => {
    expect(fromSha256Header('sha256=0f3c')).toBe('0f3c');
    expect(['sha1=0f3c', '0f3c', '', undefined].map(fromSha256Header)).toEqual(Array(4).fill(undefined));
    expect(isSignedByOneOf(['s'], planeBody, fromSha256Header('sha256='))).toBe(false);
  });

  test('of a bearer holds its token', () => {
    expect(['Bearer a', 'bearer a b'].map(fromBearerHeader)).toEqual(['a', 'a b']);
    expect(['Basic a', 'Bearer ', 'Bearer', undefined].map(fromBearerHeader)).toEqual(
      Array(4).fill(undefined),
    );
  });
});

test('Gitea signs the indented JSON that it sends', () => {
  const body = Buffer.from('{\n  "sha": "0f3c",\n  "state": "success"\n}');
  const digest = '156b650053446ae0fa7be22913d651f903ccae1c7accd377cf8f3fe4be559076';
  expect(isSignedByOneOf(['gitea-demo'], body, digest)).toBe(true);
});

test('a token is one of the secrets or not; an empty secret is none', () => {
  expect(isOneOf(['old', 'new'], 'new')).toBe(true);
  expect(isOneOf(['old', 'new'], 'newer')).toBe(false);
  expect(isOneOf([''], '')).toBe(false);
  expect(isOneOf([], 'new')).toBe(false);
});
