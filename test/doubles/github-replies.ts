import type { FastifyReply, FastifyRequest } from 'fastify';

export type Query = Record<string, string | undefined>;

export function refuse(
  reply: FastifyReply,
  status: number,
  message: string,
  errors?: object[],
): FastifyReply {
  const documentation = { documentation_url: 'https://docs.github.com/rest', status: String(status) };
  return reply.code(status).send({ message, ...(errors === undefined ? {} : { errors }), ...documentation });
}

export const absent = (reply: FastifyReply) => refuse(reply, 404, 'Not Found');
export const invalid = (reply: FastifyReply, error: object) =>
  refuse(reply, 422, 'Validation Failed', [error]);

/** The page that was asked for, with GitHub's links to the others. */
export function paged<T>(
  request: FastifyRequest<{ Querystring: Query }>,
  reply: FastifyReply,
  all: T[],
): T[] {
  const { page: asked = '1', per_page: size = '30' } = request.query;
  const page = Number(asked);
  const perPage = Math.min(100, Number(size));
  const last = Math.ceil(all.length / perPage);
  const link = (to: number, rel: string) => {
    const url = new URL(request.url, `http://${request.host}`);
    url.searchParams.set('page', String(to));
    return `<${url.href}>; rel="${rel}"`;
  };
  const links = [
    ...(page > 1 ? [link(page - 1, 'prev'), link(1, 'first')] : []),
    ...(page < last ? [link(page + 1, 'next'), link(last, 'last')] : []),
  ];
  if (links.length > 0) reply.header('link', links.join(', '));
  return all.slice((page - 1) * perPage, page * perPage);
}
