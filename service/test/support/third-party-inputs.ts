import { newId } from '../../../shared/ids.js';
import type { reminders } from '../../api/reminders.js';
import type { thirdParty } from '../../api/third-party.js';
import type { Inputs, World } from './permission-world.js';

const NO_TOKEN = 'a'.repeat(22);
const inProgramme = (w: World) => ({ programmeId: w.programme.programmeId });
const answers = { needs: ['study'] };

/** Well-formed inputs of the endpoints of what third parties tell. */
const TOLD_INPUTS: Pick<Inputs, keyof typeof thirdParty> = {
  listThirdParty: inProgramme,
  listThirdPartyLinks: inProgramme,
  getThirdParty: (w, ids) => ({ ...inProgramme(w), personId: ids.target.personId }),
  askThirdParty: (w, ids) => ({
    ...inProgramme(w),
    giver: 'parent',
    personId: ids.target.personId,
    confirmation: 'told_code',
  }),
  revokeThirdPartyLink: (w, ids) => ({ ...inProgramme(w), linkId: ids.linkId }),
  giveThirdParty: (w, ids) => ({
    ...inProgramme(w),
    personId: ids.target.personId,
    answers,
    version: 0,
  }),
  readThirdPartyByLink: () => ({ token: NO_TOKEN, pass: NO_TOKEN }),
  saveThirdPartyByLink: (_w, ids) => ({
    token: NO_TOKEN,
    pass: NO_TOKEN,
    sheetId: ids.waveId,
    giverName: 'Классный руководитель',
    answers,
    version: 0,
  }),
};

/** Well-formed inputs of the endpoints of letters that remind of waves. */
const REMINDER_INPUTS: Pick<Inputs, keyof typeof reminders> = {
  getWaveReminders: (w, ids) => ({ ...inProgramme(w), waveId: ids.waveId }),
  remindWave: (w, ids) => ({ ...inProgramme(w), waveId: ids.waveId }),
  planReminders: () => ({}),
  claimReminder: () => ({}),
  recordReminder: () => ({ reminderId: newId(), claim: newId(), outcome: 'sent' }),
};

/** Well-formed inputs of the endpoints that delete or put away what a survey is made of. */
const PUTTING_AWAY_INPUTS: Pick<
  Inputs,
  'deleteWave' | 'deleteQuestionnaire' | 'archiveQuestionnaire'
> = {
  deleteWave: (w, ids) => ({ ...inProgramme(w), waveId: ids.waveId, version: 2 }),
  deleteQuestionnaire: (w, ids) => ({
    ...inProgramme(w),
    questionnaireId: ids.questionnaireId,
    version: 1,
  }),
  archiveQuestionnaire: (w, ids) => ({
    ...inProgramme(w),
    questionnaireId: ids.questionnaireId,
    archived: true,
    version: 1,
  }),
};

export const THIRD_PARTY_INPUTS = { ...TOLD_INPUTS, ...REMINDER_INPUTS, ...PUTTING_AWAY_INPUTS };

/** The tables that they write beside those of the world. */
export const THIRD_PARTY_TABLES = ['consent_annotations', 'third_party_sheets', 'wave_reminders'];
