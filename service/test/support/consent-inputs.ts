import type { consents } from '../../api/consents.js';
import type { files } from '../../api/files.js';
import type { Inputs, World } from './permission-world.js';

const inProgramme = (w: World) => ({ programmeId: w.programme.programmeId });

type Names = keyof typeof consents | keyof typeof files;

/** Well-formed inputs of the endpoints of consents and files. */
export const CONSENT_INPUTS: Pick<Inputs, Names> = {
  listConsents: inProgramme,
  getConsents: (w, ids) => ({ ...inProgramme(w), personId: ids.target.personId }),
  myConsents: inProgramme,
  getDataUse: (w, ids) => ({ ...inProgramme(w), personId: ids.target.personId }),
  getConsentText: (w, ids) => ({ ...inProgramme(w), personId: ids.target.personId, kind: 'own' }),
  giveConsent: (w) => ({ ...inProgramme(w), kind: 'own', textVersion: 'no-such-version' }),
  recordPaperConsent: (w, ids) => ({
    ...inProgramme(w),
    personId: ids.target.personId,
    kind: 'parent',
    givenOn: '2026-11-03',
    representative: { name: 'Законный Представитель', ground: 'parent' },
    originalNote: 'В личном деле',
  }),
  annotateConsent: (w, ids) => ({
    ...inProgramme(w),
    personId: ids.target.personId,
    consentId: ids.linkId,
    note: 'Оригинал передан в архив',
  }),
  findConsentGaps: (w, ids) => ({ ...inProgramme(w), personIds: [ids.target.personId] }),
  keepConsentScan: (w, ids) => ({ ...inProgramme(w), personId: ids.target.personId }),
  getConsentScan: (w, ids) => ({
    ...inProgramme(w),
    personId: ids.target.personId,
    consentId: ids.linkId,
  }),
  sweepFiles: () => ({}),
  withdrawConsent: (w, ids) => ({
    ...inProgramme(w),
    personId: ids.target.personId,
    kind: 'parent',
    withdrawnOn: '2026-11-03',
    byWhom: 'representative',
    reason: 'Заявление',
  }),
  withdrawMyConsent: (w) => ({ ...inProgramme(w), kind: 'own' }),
};
