// Sends the one form of a page that only hands something on to the LMS; the button does it without script.
const form = document.querySelector('form[data-auto-submit]');
if (form instanceof HTMLFormElement) form.submit();
