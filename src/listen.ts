/** A server cannot listen where its settings say; told to whoever made them. */
export class ListenError extends Error {
  override readonly name = 'ListenError';
}

type Place = { host: string; port: number };
type Server = { listen(place: Place): Promise<string> };
/** What the settings of the place are called. */
type Names = { host: string; port: string };

const noSuchAddress = ({ host }: Place, names: Names) =>
  `${names.host} ${host} is no address of this machine.`;

const sentences: Readonly<Record<string, (place: Place, names: Names) => string>> = {
  EADDRINUSE: ({ host, port }, names) =>
    `${names.port} ${port} is in use: another program listens there on ${host}. End that one, or take another port.`,
  EACCES: ({ port }, names) =>
    `${names.port} ${port} may not be opened by this user: take one from 1024 to 65535.`,
  EADDRNOTAVAIL: noSuchAddress,
  ENOTFOUND: noSuchAddress,
};

/** Resolves to the server's address. What the settings are to blame for is a ListenError, anything else stays what it is. */
export async function listenAt(server: Server, { host, port }: Place, names: Names): Promise<string> {
  try {
    return await server.listen({ host, port });
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    const sentence = sentences[code];
    if (sentence === undefined) throw error;
    throw new ListenError(sentence({ host, port }, names), { cause: error });
  }
}
