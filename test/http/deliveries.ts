import { hmacSha256Hex } from '../../src/signature.ts';

type Headers = Record<string, string>;

export type Posted = {
  url: string;
  body: string | Buffer;
  /** In place of the sender's own; the value `none` leaves a header out. */
  headers?: Headers;
  secret?: string;
  /** Behind `/webhooks`. */
  to?: string;
};

function post({ url, body, headers = {}, to = '' }: Posted, own: Headers): Promise<Response> {
  const all = Object.entries({ 'content-type': 'application/json', ...own, ...headers });
  const given = all.filter(([, value]) => value !== 'none');
  return fetch(`${url}/webhooks${to}`, { method: 'POST', body, headers: given });
}

/** As Plane CE 1.3.1 sends it: bare hex, and a delivery id of its own for every attempt. */
export function postPlane(posted: Posted): Promise<Response> {
  const { body, secret = 'plane_wh_demo', to = '/plane' } = posted;
  return post(
    { ...posted, to },
    {
      'x-plane-event': 'issue',
      'x-plane-delivery': 'delivery-1',
      'x-plane-signature': hmacSha256Hex(secret, Buffer.from(body)),
    },
  );
}

/** As Gitea sends it: GitHub's headers as well as its own. Without a secret both digests are empty. */
export function postGitea(posted: Posted): Promise<Response> {
  const { body, secret = 'gitea-demo', to = '/gitea' } = posted;
  const digest = secret === '' ? '' : hmacSha256Hex(secret, Buffer.from(body));
  return post(
    { ...posted, to },
    {
      'x-gitea-delivery': 'uuid-1',
      'x-gitea-event': 'push',
      'x-gitea-event-type': 'push',
      'x-gitea-signature': digest,
      'x-gogs-event': 'push',
      'x-github-delivery': 'uuid-1',
      'x-github-event': 'push',
      'x-github-event-type': 'push',
      'x-hub-signature-256': `sha256=${digest}`,
    },
  );
}

export function postGithub(posted: Posted): Promise<Response> {
  const { body, secret = 'github-demo', to = '/github' } = posted;
  return post(
    { ...posted, to },
    {
      'x-github-event': 'push',
      'x-github-delivery': 'guid-1',
      'x-hub-signature-256': `sha256=${hmacSha256Hex(secret, Buffer.from(body))}`,
    },
  );
}

export function postHealth(posted: Posted): Promise<Response> {
  const { secret = 'health-demo', to = '/health' } = posted;
  return post({ ...posted, to }, { authorization: `Bearer ${secret}` });
}
