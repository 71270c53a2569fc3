/** Scopes of LTI Advantage that the tool asks for (AGS 2.0 §3, NRPS 2.0 §2.2). */
export const AGS_LINE_ITEM = 'https://purl.imsglobal.org/spec/lti-ags/scope/lineitem';
export const AGS_LINE_ITEM_READ = 'https://purl.imsglobal.org/spec/lti-ags/scope/lineitem.readonly';
export const AGS_RESULT_READ = 'https://purl.imsglobal.org/spec/lti-ags/scope/result.readonly';
export const AGS_SCORE = 'https://purl.imsglobal.org/spec/lti-ags/scope/score';
export const NRPS_MEMBERSHIP =
  'https://purl.imsglobal.org/spec/lti-nrps/scope/contextmembership.readonly';

export const REQUESTED_SCOPES = [
  AGS_LINE_ITEM,
  AGS_LINE_ITEM_READ,
  AGS_SCORE,
  AGS_RESULT_READ,
  NRPS_MEMBERSHIP,
] as const;
