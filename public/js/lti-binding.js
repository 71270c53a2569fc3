// The launch came back without the cookie of its login: what ties it to this window lies in the
// window's storage. It is taken out, so that it serves once.
const form = document.getElementById('again');
const key = `nastavnik-login-${form.elements.state.value}`;

function takeBinding() {
  try {
    const binding = sessionStorage.getItem(key);
    sessionStorage.removeItem(key);
    return binding;
  } catch {
    // Storage refused by the browser's settings: the page that is shown says so.
    return null;
  }
}

/** The storage of a frame that was in another process just now may come a moment later. */
const TRIES = 4;
const PAUSE_MS = 150;

function goOn(triesLeft) {
  const binding = takeBinding();
  if (binding) {
    document.getElementById('refused').hidden = true;
    form.elements.binding.value = binding;
    form.submit();
  } else if (triesLeft > 1) {
    setTimeout(() => goOn(triesLeft - 1), PAUSE_MS);
  }
}

goOn(TRIES);
