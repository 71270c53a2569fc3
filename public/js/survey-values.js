/** What stands in the questions of a form: field name → values, and how two sets of them go together. */

export const questionsOf = (form) => [...form.querySelectorAll('fieldset[data-question]')];

const isTick = (field) => field.type === 'checkbox' || field.type === 'radio';
const fieldsOf = (question) =>
  [...question.querySelectorAll('input, select, textarea')].filter(
    (field) => field.name === question.dataset.question,
  );

/** The values of one question; empty ones are none. */
export const valuesOf = (question) =>
  fieldsOf(question)
    .filter((field) => !isTick(field) || field.checked)
    .map((field) => field.value)
    .filter((value) => value !== '');

/** The values of all questions, those that are hidden too. */
export const readValues = (form) =>
  Object.fromEntries(questionsOf(form).map((one) => [one.dataset.question, valuesOf(one)]));

/** Puts values into a question; those of a ranking by their places. */
function put(question, values) {
  const fields = fieldsOf(question);
  for (const [place, field] of fields.entries()) {
    if (isTick(field))
      field.checked = field.value === '' ? values.length === 0 : values.includes(field.value);
    else field.value = values[place] ?? '';
  }
}

export function putValues(form, values) {
  for (const question of questionsOf(form)) {
    const given = values[question.dataset.question];
    if (given && !isSame(given, valuesOf(question))) put(question, given);
  }
}

export const isSame = (a, b) => JSON.stringify(a ?? []) === JSON.stringify(b ?? []);

/**
 * What this window changed, put over what is stored now. A stored answer that is neither what this
 * window began with nor what it has sent was given elsewhere: it is named as a conflict.
 * @param kept { base: as it was when the changes began, mine: as it is here, tried: as it was sent last }
 */
export function merge({ base, mine, tried }, current) {
  const values = { ...current };
  const conflicts = [];
  for (const [name, wanted] of Object.entries(mine)) {
    const now = current[name] ?? [];
    if (isSame(wanted, base[name]) || isSame(wanted, now)) continue;
    if (isSame(now, base[name]) || (tried && isSame(now, tried[name]))) values[name] = wanted;
    else conflicts.push(name);
  }
  return { values, conflicts };
}

/** Shows the questions that the answers on this page ask for, and puts the others away with their answers. */
export function showAsked(form) {
  const byName = new Map(questionsOf(form).map((one) => [one.dataset.question, one]));
  for (const question of byName.values()) {
    if (!question.dataset.when) continue;
    const { field, is } = JSON.parse(question.dataset.when);
    const above = byName.get(field);
    // One that hangs on an answer of another page was decided by the server.
    if (!above) continue;
    const asked = !above.disabled && valuesOf(above).some((value) => is.includes(value));
    question.hidden = !asked;
    question.disabled = !asked;
  }
}
