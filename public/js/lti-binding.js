// The launch came back without the cookie of its login: what ties it to this window lies in the
// window's storage. It is taken out, so that it serves once.
const form = document.getElementById('again');
const key = `nastavnik-login-${form.elements.state.value}`;

function takeBinding() {
  const binding = sessionStorage.getItem(key);
  // Only what was read is taken out: what has not come yet must not be lost.
  if (binding) sessionStorage.removeItem(key);
  return binding;
}

/** The storage of a frame that was in another process just now may come later; on a slow machine, seconds. */
const PAUSE_MS = 150;
const PATIENCE_MS = 15_000;
/** After so long the page says what is wrong, and goes on looking. */
const QUIET_MS = 1_500;

const refused = document.getElementById('refused');
const waiting = document.getElementById('waiting');

function show(what) {
  refused.hidden = what !== refused;
  waiting.hidden = what !== waiting;
}

function goOn(waitedMs) {
  const binding = takeBinding();
  if (binding) {
    show(waiting);
    form.elements.binding.value = binding;
    form.submit();
    return;
  }
  if (waitedMs >= QUIET_MS) show(refused);
  if (waitedMs < PATIENCE_MS) setTimeout(() => goOn(waitedMs + PAUSE_MS), PAUSE_MS);
}

try {
  show(waiting);
  goOn(0);
} catch {
  // Storage refused by the browser's settings: the page says so at once.
  show(refused);
}
