import type { Inputs, World } from './permission-world.js';

const NO_TOKEN = 'a'.repeat(22);
const inProgramme = (w: World) => ({ programmeId: w.programme.programmeId });

type Names =
  | 'getLinks'
  | 'createConsentLink'
  | 'createSurveyLink'
  | 'revokeLink'
  | 'revokeConsentLink'
  | 'openLink'
  | 'sendLinkCode'
  | 'confirmLink'
  | 'readConsentByLink'
  | 'giveConsentByLink'
  | 'readGivenByLink'
  | 'readSurveyByLink'
  | 'saveSurveyByLink'
  | 'listMentorLinks'
  | 'getMentorLink'
  | 'createMentorLink'
  | 'revokeMentorLink'
  | 'enterByLink';

/** Well-formed inputs of the endpoints of personal links. */
export const LINK_INPUTS: Pick<Inputs, Names> = {
  createConsentLink: (w, ids) => ({
    ...inProgramme(w),
    personId: ids.target.personId,
    kind: 'parent',
    contact: 'parent@kollezh.example',
  }),
  revokeConsentLink: (w, ids) => ({
    ...inProgramme(w),
    personId: ids.target.personId,
    linkId: ids.linkId,
  }),
  getLinks: (w, ids) => ({ ...inProgramme(w), personId: ids.target.personId }),
  createSurveyLink: (w, ids) => ({
    ...inProgramme(w),
    personId: ids.target.personId,
    waveId: ids.waveId,
    contact: 'mentor@zavod.example',
  }),
  revokeLink: (w, ids) => ({
    ...inProgramme(w),
    personId: ids.target.personId,
    linkId: ids.linkId,
  }),
  openLink: () => ({ token: NO_TOKEN }),
  sendLinkCode: () => ({ token: NO_TOKEN }),
  confirmLink: () => ({ token: NO_TOKEN, answer: '000000' }),
  readConsentByLink: () => ({ token: NO_TOKEN, pass: NO_TOKEN }),
  giveConsentByLink: () => ({
    token: NO_TOKEN,
    pass: NO_TOKEN,
    textVersion: '1',
    representative: { name: 'Законный Представитель', ground: 'parent' },
  }),
  readGivenByLink: () => ({ token: NO_TOKEN, pass: NO_TOKEN }),
  readSurveyByLink: () => ({ token: NO_TOKEN, pass: NO_TOKEN }),
  saveSurveyByLink: () => ({ token: NO_TOKEN, pass: NO_TOKEN, answers: {}, version: 0 }),
  listMentorLinks: (w) => inProgramme(w),
  getMentorLink: (w, ids) => ({ ...inProgramme(w), personId: ids.target.personId }),
  createMentorLink: (w, ids) => ({
    ...inProgramme(w),
    personId: ids.target.personId,
    confirmation: 'told_code',
  }),
  revokeMentorLink: (w, ids) => ({
    ...inProgramme(w),
    personId: ids.target.personId,
    linkId: ids.linkId,
  }),
  enterByLink: () => ({ token: NO_TOKEN, pass: NO_TOKEN }),
};
