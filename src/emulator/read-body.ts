import { ApiError, badRequest } from './api-error.ts';
import type { Params } from './parameters.ts';
import type { StoredFile } from './state.ts';

export type Body = { params: Params; files: Map<string, StoredFile> };

/** JSON, a form or a multipart form, with the query's parameters beneath. */
export async function readBody(
  query: unknown,
  contentType: string | undefined,
  bytes: unknown,
): Promise<Body> {
  const body: Body = { params: { ...(query as Params) }, files: new Map() };
  if (!Buffer.isBuffer(bytes) || bytes.length === 0) return body;
  if (contentType?.startsWith('application/json')) {
    Object.assign(body.params, parseJson(bytes));
    return body;
  }
  if (!/^(?:multipart\/form-data|application\/x-www-form-urlencoded)/.test(contentType ?? '')) return body;
  const form = await parseForm(bytes, contentType ?? '');
  for (const [name, value] of form) {
    if (typeof value === 'string') body.params[name] = value;
    else {
      const content = Buffer.from(await value.arrayBuffer());
      const type = value.type || 'application/octet-stream';
      body.files.set(name, { name: value.name || 'file', type, bytes: content });
    }
  }
  return body;
}

function parseJson(bytes: Buffer): object {
  let value: unknown;
  try {
    value = JSON.parse(bytes.toString('utf8'));
  } catch {
    throw badRequest("can't parse JSON object");
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new ApiError(400, 'Bad Request: request body must be an object');
  }
  return value;
}

async function parseForm(bytes: Buffer, contentType: string): Promise<FormData> {
  try {
    return await new Response(new Uint8Array(bytes), { headers: { 'content-type': contentType } }).formData();
  } catch {
    throw badRequest("can't parse the form");
  }
}
