/**
 * Typing answers off paper by the keyboard alone: Enter goes on to the next field and sends from the
 * last; what was typed is said back in words at once. Without it Tab and the button do the same.
 */
const form = document.querySelector('form.paper-entry');
const fields = form ? [...form.querySelectorAll('[data-next]')] : [];

/** What was typed, in words; '' where it means nothing. */
function meaning(field) {
  const words = JSON.parse(field.dataset.echo);
  const typed = field.value.trim().toLowerCase();
  if (typed === '') return '';
  if (Object.hasOwn(words, typed)) return words[typed];
  const each = typed.split(/[\s,;]+/).filter(Boolean);
  return each.every((one) => Object.hasOwn(words, one))
    ? each.map((one) => words[one]).join(', ')
    : '';
}

function echo(field) {
  if (!field.dataset.echo) return;
  const said = field.parentElement.querySelector('output');
  if (said) said.textContent = meaning(field);
}

for (const [i, field] of fields.entries()) {
  echo(field);
  field.addEventListener('input', () => echo(field));
  field.addEventListener('focus', () => field.select?.());
  field.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    const next = fields[i + 1];
    if (next && !event.ctrlKey) next.focus();
    else form.requestSubmit();
  });
}

const wrong = document.querySelector('.error-summary');
const first = document.querySelector('[data-focus-first], .paper-entry [name="replace"]');
if (!wrong) (first ?? fields[0])?.focus();

const print = document.querySelector('[data-print]');
if (print) {
  print.hidden = false;
  print.addEventListener('click', () => window.print());
}
