// The door: the sandbox's JSON face, see bot/sandbox/door_routes.py. One function per kind of request, and the
// stream that says when something has changed. Refusals become `Refusal`s whose message is the door's own sentence.

export class Refusal extends Error {}

async function answered(request) {
  let answer;
  try {
    answer = await (await request).json();
  } catch {
    throw new Refusal("The sandbox does not answer. Is it still running?");
  }
  if (answer.error !== undefined) throw new Refusal(answer.error);
  return answer;
}

/** GET /door/{path} with the given query. */
export function ask(path, query = {}) {
  const given = Object.entries(query).filter(([, value]) => value !== null && value !== undefined);
  return answered(fetch(`/door/${path}?${new URLSearchParams(given)}`));
}

/** POST /door/{path} with a JSON body. */
export function tell(path, body) {
  return answered(fetch(`/door/${path}`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
  }));
}

/**
 * Follow the stream of changes for as long as the page is open.
 * `onChange(version)` at each change; `onLink(true | false)` as the stream opens and breaks.
 */
export function follow(onChange, onLink) {
  const stream = new EventSource("/door/events");
  stream.onopen = () => onLink(true);
  stream.onmessage = (event) => onChange(JSON.parse(event.data).version);
  stream.onerror = () => {
    onLink(false);
    // A browser gives up after some answers (a 502, say); this page does not.
    if (stream.readyState === EventSource.CLOSED) setTimeout(() => follow(onChange, onLink), 2000);
  };
}
