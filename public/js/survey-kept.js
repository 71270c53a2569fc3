/**
 * Answers that could not be sent yet, kept on this device: in sessionStorage and under the session's
 * id, as drafts.js keeps typed text, so that they go with the tab and no next person meets them.
 */
const [, , sid] = window.location.pathname.split('/');

function openStorage() {
  try {
    return window.sessionStorage;
  } catch {
    return null;
  }
}
const storage = openStorage();

/** @param name of the form */
export function keptAnswers(name) {
  const key = `draft:${sid}:${name}`;
  return {
    read() {
      try {
        const kept = JSON.parse(storage?.getItem(key) ?? 'null');
        return kept?.mine ? kept : null;
      } catch {
        return null;
      }
    },
    write(kept) {
      try {
        storage?.setItem(key, JSON.stringify(kept));
      } catch {
        // Full: what was kept before stays.
      }
    },
    drop() {
      storage?.removeItem(key);
    },
  };
}
