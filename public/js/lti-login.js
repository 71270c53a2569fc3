// Ties the login to this window before the LMS answers: where cookies do not hold in the LMS's frame,
// the window's own storage does. Where neither does, a window of its own is offered now, before the
// LMS's one-time hint is used up.
const link = document.getElementById('continue');
const key = `nastavnik-login-${link.dataset.state}`;

function stored() {
  try {
    sessionStorage.setItem(key, link.dataset.binding);
    return true;
  } catch {
    // Refused: in Chromium also in every frame of another site while third-party cookies are blocked.
    return false;
  }
}

// navigator.cookieEnabled is true in Chromium even where every cookie is refused: so it is tried out,
// with the attributes of the cookie that this page came with.
function cookieHolds() {
  const secure = location.protocol === 'https:';
  const attributes = secure ? '; Secure; SameSite=None; Partitioned' : '';
  // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is there over https only.
  document.cookie = `nastavnik-trial=1; Path=/lti; Max-Age=60${attributes}`;
  return document.cookie.includes('nastavnik-trial=1');
}

if (stored() || cookieHolds()) {
  location.replace(link.href);
} else {
  document.getElementById('going').hidden = true;
  const framed = window.top !== window;
  document.getElementById(framed ? 'blocked-frame' : 'blocked-top').hidden = false;
}
