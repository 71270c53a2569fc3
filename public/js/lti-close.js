// Tells the LMS that the registration window may close (Dynamic Registration 1.0 §3.6).
const target = window.opener ?? (window.parent === window ? null : window.parent);
target?.postMessage({ subject: 'org.imsglobal.lti.close' }, '*');
