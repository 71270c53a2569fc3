/** Sends a form without leaving its page, so that a lost network leaves the page and all that is in it. */

/** Answers of what stands between browser and program, and of a program that is just starting. */
const AWAY = [429, 502, 503, 504];

/** The form's body as a browser would send it; with files in parts. */
function bodyOf(form) {
  const data = new FormData(form);
  if (form.enctype === 'multipart/form-data') return data;
  return new URLSearchParams([...data].filter(([, value]) => typeof value === 'string'));
}

/**
 * One try.
 * @param onDevice whether what is typed is kept here for longer than the session
 * @returns { state, to? }: `saved` with the address to go on to; `offline`: nobody was reached, `down`: the
 *   server failed, both worth another try; `ended`, `refused`, `tooLarge`; `shown`: the answer is a page
 *   that says more, for the browser's own sending
 */
export async function send(form, onDevice) {
  let answer;
  try {
    answer = await fetch(form.action, {
      method: 'POST',
      body: bodyOf(form),
      headers: { 'X-Answer': 'address', ...(onDevice ? { 'X-Draft': 'kept' } : {}) },
      cache: 'no-store',
    });
    // The answer itself may break off: then it is not known what became of it, and the key tells.
    if (answer.ok) {
      // A page instead of an address: pages of links end so when they are to be confirmed again.
      const isAddress = /^application\/json/.test(answer.headers.get('content-type') ?? '');
      return isAddress ? { state: 'saved', to: (await answer.json()).to } : { state: 'shown' };
    }
  } catch {
    return { state: 'offline' };
  }
  const { status } = answer;
  if (AWAY.includes(status)) return { state: 'offline' };
  if (status >= 500) return { state: 'down' };
  if (status === 401) return { state: 'ended' };
  if (status === 403 || status === 404) return { state: 'refused' };
  return { state: status === 413 ? 'tooLarge' : 'shown' };
}

const FIRST_MS = 3_000;
const LONGEST_MS = 30_000;

/**
 * Tries again when the browser says that the network is back, and now and then without being told: in
 * some frames and behind some walls nobody tells.
 * @param attempt answers false once there is nothing more to try
 */
export function untilSent(attempt) {
  let wait = FIRST_MS;
  let timer = 0;
  let busy = false;
  async function again() {
    if (busy) return;
    busy = true;
    window.clearTimeout(timer);
    const more = await attempt();
    busy = false;
    wait = Math.min(wait * 2, LONGEST_MS);
    if (more) timer = window.setTimeout(again, wait);
    else window.removeEventListener('online', again);
  }
  window.addEventListener('online', again);
  timer = window.setTimeout(again, wait);
  return again;
}
