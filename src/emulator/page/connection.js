export async function fetchJson(path, body) {
  const options = body && {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  };
  return readAnswer(await fetch(path, options));
}

async function readAnswer(response) {
  const answer = await response.json();
  if (!response.ok) throw new Error(answer.error ?? `the server answered ${response.status}`);
  return answer;
}

/** The file is the body, and what goes with it the query. */
export async function uploadFile(fields, file) {
  const query = new URLSearchParams({ name: file.name, type: file.type });
  for (const [name, value] of Object.entries(fields)) if (value !== undefined) query.set(name, value);
  const headers = { 'content-type': 'application/octet-stream' };
  return readAnswer(await fetch(`/upload?${query}`, { method: 'POST', headers, body: file }));
}

/** Each time the stream opens, the whole view is read anew: what happened in between is in it. */
export function connect({ onView, onEvent, onOnline }) {
  const stream = new EventSource('/events');
  let waiting = [];
  let loading = false;
  stream.addEventListener('open', async () => {
    loading = true;
    waiting = [];
    try {
      onView(await fetchJson('/view'));
      onOnline(true);
    } catch {
      onOnline(false);
    } finally {
      loading = false;
    }
    for (const event of waiting.splice(0)) onEvent(event);
  });
  stream.addEventListener('message', ({ data }) => {
    const event = JSON.parse(data);
    if (loading) waiting.push(event);
    else onEvent(event);
  });
  stream.addEventListener('error', () => onOnline(false));
}
