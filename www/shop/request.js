// Requests to the shop's own server. Never throws: a page that went offline gets an answer too.

const TROUBLE = 'Something went wrong on our side. Your cart has not changed.';
const OFFLINE = 'We can’t reach the shop right now. Are you online?';

/** Posts JSON and gives `{ ok, … }` as the server said it, or `{ ok: false, error }`. */
export async function post(path, body) {
  let response;
  try {
    response = await fetch(path, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-requested-with': 'fetch' },
      body: JSON.stringify(body),
    });
  } catch {
    return { ok: false, error: OFFLINE };
  }
  try {
    const answer = await response.json();
    return typeof answer.ok === 'boolean' ? answer : { ok: false, error: TROUBLE };
  } catch {
    return { ok: false, error: TROUBLE };
  }
}

/** Gets the changing part of a page as an element; `undefined` if that isn't possible. */
export async function getFragment(address, signal) {
  try {
    const response = await fetch(address, { headers: { 'x-requested-with': 'fetch' }, signal });
    if (!response.ok) return undefined;
    const template = document.createElement('template');
    template.innerHTML = await response.text();
    return template.content.firstElementChild ?? undefined;
  } catch {
    return undefined;
  }
}
