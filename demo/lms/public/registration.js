/** The tool ends its registration by posting org.imsglobal.lti.close to the page around it. */
const frame = document.querySelector('#registrationframe');

function subjectOf(data) {
  if (typeof data !== 'string') return data?.subject;
  try {
    return JSON.parse(data)?.subject;
  } catch {
    return undefined;
  }
}

window.addEventListener('message', (event) => {
  if (event.source !== frame?.contentWindow) return;
  if (subjectOf(event.data) === 'org.imsglobal.lti.close') location.assign('/admin/tools');
});
