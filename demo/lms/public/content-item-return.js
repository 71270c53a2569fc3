/** Shows the confirmation for a moment, then lets the page around go to the course. */
const { course } = document.querySelector('[data-course]').dataset;

setTimeout(() => {
  if (window.parent === window) location.assign(course);
  else window.parent.postMessage({ subject: 'demo-lms.content-item-return' }, location.origin);
}, 1500);
