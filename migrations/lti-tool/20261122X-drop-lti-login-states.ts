/**
 * A login is signed and no longer stored; its use is noted in `lti_used_codes`. Logins that are under way
 * while this runs have to be begun again.
 */
export { down as up, up as down } from './20261122D-create-lti-login-states.js';
