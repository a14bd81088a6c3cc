export async function fetchJson(path, body) {
  const options = body && {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  };
  const response = await fetch(path, options);
  const answer = await response.json();
  if (!response.ok) throw new Error(answer.error ?? `the server answered ${response.status}`);
  return answer;
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
