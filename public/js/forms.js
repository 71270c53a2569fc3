/** Forms: no double sending, questions before what cannot be undone, focus on what is wrong. */
for (const form of document.querySelectorAll('form[method="post"]')) {
  form.addEventListener('submit', (event) => {
    const question = event.submitter?.dataset.confirm ?? form.dataset.confirm;
    if (question && !window.confirm(question)) {
      event.preventDefault();
      return;
    }
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    form.dataset.sent = 'yes';
    const button = event.submitter;
    if (!button) return;
    button.setAttribute('aria-disabled', 'true');
    button.classList.add('is-sending');
  });
}

window.addEventListener('pageshow', (event) => {
  if (!event.persisted) return;
  for (const form of document.querySelectorAll('form[data-sent]')) delete form.dataset.sent;
  for (const button of document.querySelectorAll('.is-sending')) {
    button.removeAttribute('aria-disabled');
    button.classList.remove('is-sending');
  }
});

const target = document.querySelector('[data-focus]');
if (target) target.focus();

// The answer to a POST has no page to go back to: the browser would show an error of its own. Its entry
// in the history becomes the page of the form.
const refused = document.querySelector('form[data-page]');
if (refused) window.history.replaceState(window.history.state, '', refused.dataset.page);

// Who goes back to a form that was sent meets it anew, but it stays one form: its entry in the history
// keeps the key by which the server knows it again, so that sent twice it is written once.
const kept = { ...window.history.state?.forms };
for (const form of document.querySelectorAll('form[data-form]')) {
  const field = form.elements.namedItem('idempotencyKey');
  if (!field) continue;
  const { form: name } = form.dataset;
  // It was written already, with other words: loaded again it is a new form, as its page says.
  if ('used' in form.dataset) delete kept[name];
  else if (kept[name]) field.value = kept[name];
  else kept[name] = field.value;
}
if (document.querySelector('form[data-form]'))
  window.history.replaceState({ ...window.history.state, forms: kept }, '');
