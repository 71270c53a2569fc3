/**
 * The editor of a question: when another question is chosen as the condition, the server shows the
 * answers that it can have, with everything typed still there. Without script a button asks for it.
 */
for (const form of document.querySelectorAll('.question-form')) {
  const select = form.elements.namedItem('shownIf.question');
  select?.addEventListener('change', () => {
    const ask = document.createElement('input');
    ask.type = 'hidden';
    ask.name = 'reshape';
    ask.value = 'answers';
    form.append(ask);
    form.requestSubmit();
  });
}
