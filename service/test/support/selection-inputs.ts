import type { Db } from '../../../shared/db/connect.js';
import { newId } from '../../../shared/ids.js';
import type { council } from '../../api/council.js';
import type { criteria } from '../../api/criteria.js';
import type { contract, MentoringClient } from '../../api/index.js';
import type { interviews } from '../../api/interviews.js';
import type { mentorRegisters } from '../../api/mentor-registers.js';
import type { portfolio } from '../../api/portfolio.js';
import { DEFAULT_CRITERIA } from '../../selection/default-criteria.js';
import type { BuiltPerson, BuiltProgramme } from './builders.js';
import type { Ids, Inputs, World } from './permission-world.js';

/** What of the selection of mentors an endpoint can name. */
export interface SelectionIds {
  interviewId: string;
  entryId: string;
  memberId: string;
  protocolId: string;
  registerId: string;
}

const INTERVIEW = {
  heldOn: '2026-10-05',
  heldBy: 'Петрова А. А., психолог',
  outcome: 'recommended',
} as const;
const ENTRY = { kind: 'award', title: 'Лучший мастер' } as const;
const MEMBER = { name: 'Сидоров П. П.', role: 'member', since: '2026-09-01' } as const;
const PROTOCOL = { number: '1', heldOn: '2026-10-10' } as const;

/** Full marks by the default list. */
export const FULL_SCORES = Object.fromEntries(DEFAULT_CRITERIA.map(({ code }) => [code, 2]));

/** An interview, an entry of a portfolio, a council with minutes, and an approved register. */
export async function buildSelection(
  db: Db,
  coordinator: MentoringClient,
  { programmeId, organisationId }: BuiltProgramme,
  mentor: BuiltPerson,
): Promise<SelectionIds> {
  const here = { programmeId };
  const of = { ...here, personId: mentor.personId };
  const { interviewId } = await coordinator.recordInterview({ ...of, ...INTERVIEW });
  const { entryId } = await coordinator.addPortfolioEntry({ ...of, ...ENTRY });
  const { memberId } = await coordinator.addCouncilMember({ ...here, ...MEMBER });
  const { protocolId } = await coordinator.createProtocol({ ...here, ...PROTOCOL });
  const registerId = newId();
  await db('mentor_registers').insert({
    id: registerId,
    organisation_id: organisationId,
    programme_id: programmeId,
    number: 1,
    order_number: '12-р',
    order_on: '2026-10-15',
    approved_at: Date.parse('2026-10-15T09:00:00Z'),
  });
  return { interviewId, entryId, memberId, protocolId, registerId };
}

export const nobodysSelection = (): SelectionIds => ({
  interviewId: newId(),
  entryId: newId(),
  memberId: newId(),
  protocolId: newId(),
  registerId: newId(),
});

const inProgramme = (w: World) => ({ programmeId: w.programme.programmeId });
const ofMentor = (w: World, ids: Ids) => ({
  ...inProgramme(w),
  personId: ids.pair.mentorIds[0] ?? newId(),
});
const atProtocol = (w: World, ids: Ids) => ({
  ...inProgramme(w),
  protocolId: ids.selection.protocolId,
});

type Names =
  | keyof typeof interviews
  | keyof typeof criteria
  | keyof typeof portfolio
  | keyof typeof council
  | keyof typeof mentorRegisters;

/** Well-formed inputs of the endpoints of the selection of mentors, the council and approved registers. */
export const SELECTION_INPUTS: Pick<Inputs, Names & keyof typeof contract> = {
  listInterviews: ofMentor,
  getInterview: (w, ids) => ({ ...ofMentor(w, ids), interviewId: ids.selection.interviewId }),
  recordInterview: (w, ids) => ({ ...ofMentor(w, ids), ...INTERVIEW }),
  correctInterview: (w, ids) => ({
    ...ofMentor(w, ids),
    ...INTERVIEW,
    interviewId: ids.selection.interviewId,
    version: 1,
  }),
  getCriteria: inProgramme,
  updateCriteria: (w) => ({
    ...inProgramme(w),
    items: [{ code: 'calm', text: 'Спокойствие' }],
    version: 0,
  }),
  listCriteriaSheets: ofMentor,
  fillCriteriaSheet: (w, ids) => ({ ...ofMentor(w, ids), scores: FULL_SCORES }),
  listSelection: inProgramme,
  listPortfolio: ofMentor,
  addPortfolioEntry: (w, ids) => ({ ...ofMentor(w, ids), ...ENTRY }),
  updatePortfolioEntry: (w, ids) => ({
    ...ofMentor(w, ids),
    ...ENTRY,
    entryId: ids.selection.entryId,
    version: 1,
  }),
  removePortfolioEntry: (w, ids) => ({
    ...ofMentor(w, ids),
    entryId: ids.selection.entryId,
    version: 1,
  }),
  keepPortfolioFile: ofMentor,
  getPortfolioFile: (w, ids) => ({ ...ofMentor(w, ids), entryId: ids.selection.entryId }),
  listCouncil: inProgramme,
  addCouncilMember: (w, ids) => ({ ...inProgramme(w), ...MEMBER, personId: ids.target.personId }),
  updateCouncilMember: (w, ids) => ({
    ...inProgramme(w),
    ...MEMBER,
    memberId: ids.selection.memberId,
    version: 1,
  }),
  listProtocols: inProgramme,
  getProtocol: atProtocol,
  createProtocol: (w) => ({ ...inProgramme(w), ...PROTOCOL, number: '2' }),
  updateProtocol: (w, ids) => ({ ...atProtocol(w, ids), ...PROTOCOL, version: 1 }),
  signProtocol: (w, ids) => ({ ...atProtocol(w, ids), version: 1 }),
  listMentorRegisters: inProgramme,
  getMentorRegister: (w, ids) => ({ ...inProgramme(w), registerId: ids.selection.registerId }),
  proposeMentorRegister: inProgramme,
  chooseForRegister: (w, ids) => ({ ...ofMentor(w, ids), included: false, reason: 'Уезжает' }),
  approveMentorRegister: (w, ids) => ({
    ...inProgramme(w),
    orderNumber: '13-р',
    orderOn: '2026-11-01',
    basis: 'Решение совета',
    personIds: ids.pair.mentorIds,
    version: 1,
  }),
};

/** The tables that they write. */
export const SELECTION_TABLES = [
  'mentor_interviews',
  'mentor_criteria',
  'criteria_sheets',
  'portfolio_entries',
  'council_members',
  'council_protocols',
  'council_protocol_people',
  'mentor_registers',
  'mentor_register_rows',
  'mentor_register_choices',
];
