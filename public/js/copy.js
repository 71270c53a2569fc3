/** A button that copies a text; where the browser refuses (frames often may not), the text is selected. */

/** The older way, which also works in frames that may not use the clipboard. */
function copySelected() {
  try {
    return document.execCommand('copy');
  } catch {
    return false;
  }
}

async function copied(text, field) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    // Refused, or an address without https: the field is shown, as only what is seen can be selected.
    const folded = field.closest('details');
    if (folded) folded.open = true;
    field.focus();
    field.select();
    return copySelected();
  }
}

for (const block of document.querySelectorAll('[data-copy]')) {
  const button = block.querySelector('[data-copy-button]');
  const field = block.querySelector('[data-copy-text]');
  const status = block.querySelector('[data-copy-status]');
  button.hidden = false;
  button.addEventListener('click', async () => {
    status.textContent = '';
    const done = await copied(field.value, field);
    status.textContent = done ? block.dataset.copied : block.dataset.byHand;
    if (done) button.focus();
  });
}
