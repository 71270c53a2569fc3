/** Lists whose rows are ticked: how many are, and a button for all of the page. */
for (const list of document.querySelectorAll('[data-picks]')) {
  const boxes = [...list.querySelectorAll('.pick input')];
  const all = list.querySelector('[data-pick-all]');
  const count = list.querySelector('[data-pick-count]');
  const ticked = () => boxes.filter((box) => box.checked).length;
  const update = () => {
    const n = ticked();
    if (count) count.textContent = n > 0 ? `: ${n}` : '';
    if (all) all.textContent = n === boxes.length ? all.dataset.none : all.dataset.all;
  };
  if (all) {
    all.hidden = false;
    all.addEventListener('click', () => {
      const tick = ticked() < boxes.length;
      for (const box of boxes) box.checked = tick;
      update();
      // With nothing ticked the bar of the button goes: the focus stays in the list.
      if (!tick) boxes[0]?.focus();
    });
  }
  list.addEventListener('change', ({ target }) => {
    update();
    // The bar that has just come must not lie over the row that brought it.
    if (boxes.includes(target)) target.closest('tr').scrollIntoView({ block: 'nearest' });
  });
  window.addEventListener('pageshow', update);
  update();
}
