/** Comfort of the form that logs a meeting; without script it is the same form with fewer taps saved. */

const number = new Intl.NumberFormat(document.documentElement.lang);

function countLetters(box) {
  const most = Number(box.dataset.counted);
  for (const field of box.querySelectorAll('textarea')) {
    const counter = document.createElement('p');
    counter.className = 'counter';
    counter.hidden = true;
    field.after(counter);
    const update = () => {
      const { length } = field.value.trim();
      counter.hidden = length < most * 0.8;
      counter.classList.toggle('counter-over', length > most);
      counter.textContent = `${number.format(length)} ${box.dataset.countedWords}`;
    };
    field.addEventListener('input', update);
    update();
  }
}

/** Another row of link fields, a copy of the last one with its number moved on. */
function addLink(rows) {
  const row = rows.lastElementChild.cloneNode(true);
  const n = rows.children.length;
  row.id = `field-links.${n}`;
  row.querySelector('.field-error')?.remove();
  for (const field of row.querySelectorAll('input')) {
    field.value = '';
    field.classList.remove('is-invalid');
    field.removeAttribute('aria-invalid');
    field.removeAttribute('aria-describedby');
    field.setAttribute(
      'aria-label',
      field.getAttribute('aria-label').replace(/\d+/, String(n + 1)),
    );
  }
  rows.append(row);
  row.querySelector('input').focus();
}

function offerLinks(form) {
  const rows = form.querySelector('[data-links]');
  const button = form.querySelector('[data-add-link]');
  const update = () => {
    button.hidden = rows.children.length >= Number(rows.dataset.links);
  };
  button.addEventListener('click', () => {
    addLink(rows);
    update();
  });
  update();
}

function offerDates(form) {
  for (const box of form.querySelectorAll('[data-quick-dates]')) {
    box.hidden = false;
    const field = form.elements.namedItem(box.dataset.quickDates);
    for (const button of box.querySelectorAll('[data-date]')) {
      button.addEventListener('click', () => {
        field.value = button.dataset.date;
        field.dispatchEvent(new Event('input', { bubbles: true }));
      });
    }
  }
}

function offerEverybody(form) {
  const box = form.querySelector('[data-attendees]');
  if (!box) return;
  box.querySelector('.attendees-all').hidden = false;
  const tick = (checked) => () => {
    for (const field of box.querySelectorAll('input')) field.checked = checked;
    form.dispatchEvent(new Event('input', { bubbles: true }));
  };
  box.querySelector('[data-all]').addEventListener('click', tick(true));
  box.querySelector('[data-none]').addEventListener('click', tick(false));
}

/** A tap on «other» goes on to its field; arrow keys may pass over it. */
function offerOwnLength(form) {
  const label = form.querySelector('[name="minutes"][value="own"]').closest('label');
  label.addEventListener('click', (event) => {
    if (event.detail === 0) return;
    window.requestAnimationFrame(() => form.elements.namedItem('minutesOwn').focus());
  });
}

for (const box of document.querySelectorAll('[data-counted]')) countLetters(box);
for (const form of document.querySelectorAll('.meeting-form')) {
  offerLinks(form);
  offerDates(form);
  offerEverybody(form);
  offerOwnLength(form);
}

// A form that opens in a card comes into view whole, with its button.
const calm = window.matchMedia('(prefers-reduced-motion: reduce)');
for (const details of document.querySelectorAll('[data-log-here]')) {
  details.querySelector('summary').addEventListener('click', () => {
    // The browser opens it after this event.
    window.requestAnimationFrame(() => {
      const hidden = details.getBoundingClientRect().bottom > window.innerHeight;
      const behavior = calm.matches ? 'auto' : 'smooth';
      if (details.open && hidden) details.scrollIntoView({ block: 'start', behavior });
    });
  });
}
