/** Filters apply as soon as they are chosen; search after a pause or by Enter. */
for (const form of document.querySelectorAll('form[data-filters]')) {
  form.querySelector('[data-filters-submit]')?.classList.add('visually-hidden-focusable');
  form.addEventListener('change', (event) => {
    if (event.target.matches('select, input[type="date"]') && event.target.checkValidity()) {
      form.requestSubmit();
    }
  });
  // Empty fields stay out of the address.
  form.addEventListener('submit', () => {
    for (const field of form.elements) if (field.name && field.value === '') field.disabled = true;
  });
}

// Back from the browser's memory: the fields must be usable again.
window.addEventListener('pageshow', (event) => {
  if (!event.persisted) return;
  for (const field of document.querySelectorAll('form[data-filters] :disabled'))
    field.disabled = false;
});
