/** Leaves for the course when the page inside the frame says that the choice has been placed. */
const frame = document.querySelector('#pickerframe');

window.addEventListener('message', (event) => {
  if (event.origin !== location.origin || event.source !== frame?.contentWindow) return;
  if (event.data?.subject === 'demo-lms.content-item-return') location.assign(frame.dataset.course);
});
