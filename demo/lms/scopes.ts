const ags = 'https://purl.imsglobal.org/spec/lti-ags/scope';

export const scopes = {
  basicOutcome: 'https://purl.imsglobal.org/spec/lti-bo/scope/basicoutcome',
  lineItemRead: `${ags}/lineitem.readonly`,
  result: `${ags}/result.readonly`,
  score: `${ags}/score`,
  lineItem: `${ags}/lineitem`,
  memberships: 'https://purl.imsglobal.org/spec/lti-nrps/scope/contextmembership.readonly',
  toolSetting: 'https://purl.imsglobal.org/spec/lti-ts/scope/toolsetting',
};

/** In the order in which Moodle 4.5.6 lists them in its configuration. */
export const supportedScopes = [...Object.values(scopes), 'openid'];

/** The order of a registration answer, Moodle 4.5.6, observed. */
export const grantableScopes = [
  scopes.score,
  scopes.result,
  scopes.lineItemRead,
  scopes.lineItem,
  scopes.memberships,
  scopes.toolSetting,
];

/** The order of the AGS claim, Moodle 4.5.6, observed. */
const agsClaimScopes = [scopes.lineItem, scopes.lineItemRead, scopes.result, scopes.score];

export function grant(requested: string[]): string[] {
  return grantableScopes.filter((scope) => requested.includes(scope));
}

export function agsScopes(granted: string[]): string[] {
  return agsClaimScopes.filter((scope) => granted.includes(scope));
}
