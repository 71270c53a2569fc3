/** Long lists to choose from: typing hides what does not match; chosen ones stay in view. */
const plain = (text) => text.toLowerCase().replaceAll('ё', 'е');

for (const picker of document.querySelectorAll('[data-picker]')) {
  const search = picker.querySelector('[data-picker-search]');
  const count = picker.querySelector('[data-picker-count]');
  const options = [...picker.querySelectorAll('.choice')].map((element) => ({
    element,
    input: element.querySelector('input'),
    text: plain(element.textContent ?? ''),
  }));
  const update = () => {
    const words = plain(search?.value ?? '')
      .split(/\s+/)
      .filter(Boolean);
    let chosen = 0;
    for (const { element, input, text } of options) {
      if (input.checked && input.type === 'checkbox') chosen += 1;
      element.hidden = !input.checked && !words.every((word) => text.includes(word));
    }
    if (count) count.textContent = chosen > 0 ? `${count.dataset.label}: ${chosen}` : '';
  };
  search?.addEventListener('input', update);
  search?.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter') return;
    // Enter asks the server, which knows everybody; it must not send the whole form.
    event.preventDefault();
    picker.querySelector('[data-picker-find]')?.click();
  });
  picker.addEventListener('change', update);
  update();
}

/** A select whose options depend on another: only the group with its value is offered. */
for (const select of document.querySelectorAll('select[data-depends]')) {
  const source = document.getElementById(select.dataset.depends);
  const all = [...select.querySelectorAll('optgroup')];
  const update = () => {
    for (const group of all) {
      const fits = group.dataset.key === source.value;
      if (fits && !group.isConnected) select.append(group);
      if (!fits) {
        for (const option of group.children) option.selected = false;
        group.remove();
      }
    }
  };
  source?.addEventListener('change', update);
  if (source) update();
}

/** Several mentees make a group: the format follows, as long as it is one of these two. */
const mentees = document.querySelectorAll('[name="menteeIds"][type="checkbox"]');
const format = document.querySelector('select[name="format"]');
for (const box of format ? mentees : []) {
  box.addEventListener('change', () => {
    if (!['individual', 'group'].includes(format.value)) return;
    const chosen = [...mentees].filter((each) => each.checked).length;
    format.value = chosen > 1 ? 'group' : 'individual';
  });
}
