/** A file that is too large is refused before it is sent: nothing else of the form is lost by it. */
for (const field of document.querySelectorAll('input[type="file"][data-max-bytes]')) {
  const words = document.getElementById(field.dataset.tooLarge);
  field.addEventListener('change', () => {
    const tooLarge = [...field.files].some((file) => file.size > Number(field.dataset.maxBytes));
    if (tooLarge) field.value = '';
    words.hidden = !tooLarge;
    field.toggleAttribute('aria-invalid', tooLarge);
  });
}
