/** What stands in the fields of a form, and putting it back. */

const isTick = (field) => field.type === 'checkbox' || field.type === 'radio';
const NOT_TYPED = ['hidden', 'submit', 'button', 'file', 'search'];

export const typedFields = (form) =>
  [...form.elements].filter((field) => field.name && !NOT_TYPED.includes(field.type));

/** What stands in the fields: name → values, in the order of the page. */
export function valuesOf(form) {
  const values = {};
  for (const field of typedFields(form)) {
    values[field.name] ??= [];
    if (field.multiple) values[field.name].push(...[...field.selectedOptions].map((o) => o.value));
    else if (!isTick(field) || field.checked) values[field.name].push(field.value);
  }
  return values;
}

/** Rows of links that were added by hand are not there again after a reload. */
function addLinks(form, values) {
  const add = form.querySelector('[data-add-link]');
  const rows = () => form.querySelectorAll('[name="linkUrl"]').length;
  while (add && !add.hidden && rows() < (values.linkUrl?.length ?? 0)) add.click();
}

/** Nor are those of a table that was longer: copies of its last row, with what is said of it moved on. */
function addRows(form, values) {
  const body = form.querySelector('[data-rows]');
  const wanted = values[body?.dataset.rows]?.length ?? 0;
  while (body && body.rows.length < wanted) {
    const row = body.lastElementChild.cloneNode(true);
    for (const said of row.querySelectorAll('.field-error, .cell-note')) said.remove();
    for (const field of row.querySelectorAll('[aria-label]')) {
      const words = field.getAttribute('aria-label').replace(/\d+/, String(body.rows.length + 1));
      field.setAttribute('aria-label', words);
    }
    body.append(row);
  }
}

/** Puts values back that `valuesOf` read. */
export function restore(form, values) {
  addLinks(form, values);
  addRows(form, values);
  const seen = {};
  for (const field of typedFields(form)) {
    const given = values[field.name];
    if (given === undefined) continue;
    if (isTick(field)) field.checked = given.includes(field.value);
    else if (field.multiple) {
      for (const option of field.options) option.selected = given.includes(option.value);
    } else {
      const row = seen[field.name] ?? 0;
      seen[field.name] = row + 1;
      field.value = given[row] ?? '';
    }
    const folded = field.closest('details');
    if (folded && field.value && !isTick(field)) folded.open = true;
    field.dispatchEvent(new Event('input', { bubbles: true }));
  }
}
