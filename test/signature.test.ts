import { describe, expect, test } from 'vitest';
import { hmacSha256Hex, isSignedByOneOf } from '../src/signature.ts';

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
