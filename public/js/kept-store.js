/**
 * Drafts on this device. Shared computers are the rule in a college, and the words are about minors: so
 * what lies in localStorage is encrypted with a key that only the pages of the same person in the same
 * programme carry (`data-kept-key`); whoever else uses the browser finds bytes that mean nothing to them.
 * Where the browser encrypts nothing (an address without https) drafts last as long as the tab; where the
 * frame may store nothing at all, as long as the page.
 */
const PREFIX = 'kept:';
const TAB_PREFIX = 'draft:';
/** A draft that was not sent within a week is forgotten; and one longer than this is not kept. */
const LIFE_MS = 7 * 86_400_000;
const LONGEST = 200_000;
const [, , sid] = window.location.pathname.split('/');
const { keptOwner: owner, keptKey } = document.body.dataset;

/** The storage of this name, or null where the frame has none or it is full. */
function storageOf(name) {
  try {
    const storage = window[name];
    storage.setItem(`${PREFIX}try`, '1');
    storage.removeItem(`${PREFIX}try`);
    return storage;
  } catch {
    return null;
  }
}
const device = storageOf('localStorage');
const tab = storageOf('sessionStorage');

const bytesOf = (text) =>
  Uint8Array.from(window.atob(text.replaceAll('-', '+').replaceAll('_', '/')), (c) =>
    c.charCodeAt(0),
  );
const textOf = (bytes) =>
  window.btoa(Array.from(bytes, (one) => String.fromCharCode(one)).join(''));

async function importKey() {
  try {
    return await window.crypto.subtle.importKey('raw', bytesOf(keptKey), 'AES-GCM', false, [
      'encrypt',
      'decrypt',
    ]);
  } catch {
    return null;
  }
}
const key = device && owner && keptKey ? await importKey() : null;

/** Where drafts are: `device`, `tab` or `page`. */
export const place = key ? 'device' : tab ? 'tab' : 'page';
const memory = new Map();
const ownPrefix = place === 'device' ? `${PREFIX}${owner}:` : `${TAB_PREFIX}${sid}:${PREFIX}`;

async function seal(draft) {
  const text = JSON.stringify(draft);
  if (text.length > LONGEST) return null;
  if (place !== 'device') return text;
  const iv = window.crypto.getRandomValues(new Uint8Array(12));
  const data = await window.crypto.subtle.encrypt(
    { name: 'AES-GCM', iv },
    key,
    new TextEncoder().encode(text),
  );
  return JSON.stringify({ at: draft.at, iv: textOf(iv), data: textOf(new Uint8Array(data)) });
}

async function open(text) {
  try {
    const kept = JSON.parse(text);
    if (place !== 'device') return kept;
    const data = await window.crypto.subtle.decrypt(
      { name: 'AES-GCM', iv: bytesOf(kept.iv) },
      key,
      bytesOf(kept.data),
    );
    return JSON.parse(new TextDecoder().decode(data));
  } catch {
    return null;
  }
}

const storage = { device, tab, page: null }[place];
const keysOf = (of, prefix) => Object.keys(of ?? {}).filter((one) => one.startsWith(prefix));

/** What is older than its life goes, whosesoever it is; so does what cannot be told. */
function forgetOld() {
  for (const name of keysOf(device, PREFIX)) {
    let at = 0;
    try {
      at = Number(JSON.parse(device.getItem(name)).at);
    } catch {
      // Nothing of ours.
    }
    const age = Date.now() - at;
    if (!(age >= 0 && age < LIFE_MS)) device.removeItem(name);
  }
}
forgetOld();

/** Writes follow each other, so that the last words typed are those that stay. */
let last = Promise.resolve();

/**
 * Keeps a draft under an id of its own.
 * @param draft { id, form, title, page, values, hidden, at, waiting }
 */
export function keep(draft) {
  last = last.then(async () => {
    if (!storage) return memory.set(draft.id, draft);
    try {
      const text = await seal(draft);
      if (text !== null) storage.setItem(`${ownPrefix}${draft.id}`, text);
    } catch {
      // Full: what was kept before stays.
    }
  });
  return last;
}

/** Takes a draft away, also one that is just being written. */
export function drop(id) {
  last = last.then(() => {
    memory.delete(id);
    storage?.removeItem(`${ownPrefix}${id}`);
  });
  return last;
}

/** Whether a draft is still there: another tab may have sent it or thrown it away. */
export const isKept = (id) =>
  storage ? storage.getItem(`${ownPrefix}${id}`) !== null : memory.has(id);

/** The person's drafts, the newest first. */
export async function drafts() {
  await last;
  const texts = keysOf(storage, ownPrefix).map((name) => storage.getItem(name));
  const kept = storage ? await Promise.all(texts.map(open)) : [...memory.values()];
  return kept.filter(Boolean).sort((a, b) => b.at - a.at);
}

/** How many drafts of whomever are on this device, and throwing all of them away. */
export const onDevice = () => keysOf(device, PREFIX).length;
export function dropAll() {
  for (const name of keysOf(device, PREFIX)) device.removeItem(name);
}

/** Ids of drafts that were sent by a form of the browser itself: the next page says how that ended. */
const SENT = `sent-kept:${sid}`;
export const noteSent = (id) => tab?.setItem(SENT, id);
export const sentBefore = () => tab?.getItem(SENT) ?? null;
export const forgetSent = () => tab?.removeItem(SENT);
