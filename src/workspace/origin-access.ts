/** The `Authorization` header for an address, such as `Basic c2lnbmFsYm94…`; null where git has to know by itself. */
export type Authorize = (origin: string) => string | null;

/**
 * Shows the token of a forge below the forge's own address, where people look at it, and nowhere else: neither to what
 * else its host serves, nor without the encryption of that address.
 */
export function authorizeAt(forges: readonly { url: string; token: string }[]): Authorize {
  return (origin) => {
    const forge = forges.find(({ url }) => isBelow(new URL(origin), new URL(url)));
    // Every forge takes any user beside a token.
    return forge === undefined ? null : `Basic ${Buffer.from(`signalbox:${forge.token}`).toString('base64')}`;
  };
}

function isBelow(at: URL, root: URL): boolean {
  return at.origin === root.origin && at.pathname.startsWith(`${root.pathname.replace(/\/+$/, '')}/`);
}

/**
 * What git must be told to show the header at this address, and at no other host that it may be sent on to. As environment,
 * because everybody on the machine can read arguments. Nothing for an address that carries a user of its own.
 */
export function accessEnv(origin: string, authorize: Authorize): Record<string, string> {
  const url = URL.canParse(origin) ? new URL(origin) : null;
  if (url === null || !/^https?:$/.test(url.protocol) || url.username !== '') return {};
  const authorization = authorize(origin);
  if (authorization === null) return {};
  return {
    GIT_CONFIG_COUNT: '2',
    GIT_CONFIG_KEY_0: `http.${url.origin}/.extraHeader`,
    GIT_CONFIG_VALUE_0: `Authorization: ${authorization}`,
    // Git shows the header to whatever host it is sent on to.
    GIT_CONFIG_KEY_1: 'http.followRedirects',
    GIT_CONFIG_VALUE_1: 'false',
  };
}
