import type { Db } from '../../../shared/db/connect.js';
import { newId } from '../../../shared/ids.js';
import type { BuiltPair, BuiltPerson } from './builders.js';
import type { Ids, Inputs, World } from './permission-world.js';

type Names =
  | 'listClosings'
  | 'getClosing'
  | 'getMyReflection'
  | 'saveReflection'
  | 'setQuotePermission'
  | 'listReflections'
  | 'sayMentorWish'
  | 'listMentorWishes'
  | 'makeMentorCandidates'
  | 'getMentorReport'
  | 'saveMentorReport'
  | 'decideMentorReport'
  | 'getPairCase'
  | 'savePairCase'
  | 'listClosingPapers'
  | 'listMyClosingPapers'
  | 'issueClosingPapers'
  | 'renameClosingPaper'
  | 'revokeClosingPaper'
  | 'getClosingResults'
  | 'writeClosingResults'
  | 'undoClosingResult';

/** What a world has of the closing of its pair. */
export interface ClosingIds {
  paperId: string;
}

const inProgramme = (w: World) => ({ programmeId: w.programme.programmeId });
const atPair = (w: World, ids: Ids) => ({ ...inProgramme(w), pairId: ids.pair.pairId });
const atPaper = (w: World, ids: Ids) => ({ ...inProgramme(w), paperId: ids.paperId, version: 1 });

/** Well-formed inputs of the endpoints of the end of a pair, on the clock's day. */
export const CLOSING_INPUTS: Pick<Inputs, Names> = {
  listClosings: inProgramme,
  getClosing: atPair,
  getMyReflection: atPair,
  saveReflection: (w, ids) => ({
    ...atPair(w, ids),
    changed: 'Стал увереннее',
    quote: 'no',
    version: 0,
  }),
  setQuotePermission: (w, ids) => ({ ...atPair(w, ids), quote: 'no', version: 1 }),
  listReflections: atPair,
  sayMentorWish: (w, ids) => ({ ...atPair(w, ids), wished: true, version: 0 }),
  listMentorWishes: inProgramme,
  makeMentorCandidates: (w, ids) => ({ ...inProgramme(w), personIds: [ids.target.personId] }),
  getMentorReport: atPair,
  saveMentorReport: (w, ids) => ({
    ...atPair(w, ids),
    achieved: 'Сданы зачёты',
    difficulties: 'Мало времени',
    recommendation: 'end',
    version: 0,
  }),
  decideMentorReport: (w, ids) => ({
    ...atPair(w, ids),
    decision: 'return',
    note: 'Дополните',
    version: 1,
  }),
  getPairCase: atPair,
  savePairCase: (w, ids) => ({
    ...atPair(w, ids),
    situation: 'Пропуски',
    naming: 'anonymous',
    quotes: [],
    version: 0,
  }),
  listClosingPapers: inProgramme,
  listMyClosingPapers: atPair,
  issueClosingPapers: (w, ids) => ({
    ...inProgramme(w),
    pairIds: [ids.pair.pairId],
    kinds: ['certificate', 'thanks'],
    issuedOn: '2026-11-10',
  }),
  renameClosingPaper: (w, ids) => ({ ...atPaper(w, ids), name: 'Иванову Ивану' }),
  revokeClosingPaper: (w, ids) => ({ ...atPaper(w, ids), reason: 'Ошибка в имени' }),
  getClosingResults: atPair,
  writeClosingResults: (w, ids) => ({
    ...atPair(w, ids),
    rows: [{ personId: ids.pair.menteeIds[0] ?? newId(), text: '5 встреч', seen: '' }],
  }),
  undoClosingResult: (w, ids) => ({ ...atPair(w, ids), writeId: newId() }),
};

/** The tables that these endpoints write. */
export const CLOSING_TABLES = [
  'pair_reflections',
  'mentor_wishes',
  'mentor_reports',
  'mentor_report_versions',
  'pair_cases',
  'closing_papers',
  'closing_result_writes',
] as const;

/** A certificate of somebody who is not in the pair any more. */
export async function buildPaper(
  db: Db,
  { organisationId, programmeId, pairId }: BuiltPair,
  holder: Pick<BuiltPerson, 'personId'>,
): Promise<ClosingIds> {
  const paperId = newId();
  await db('closing_papers').insert({
    id: paperId,
    organisation_id: organisationId,
    programme_id: programmeId,
    pair_id: pairId,
    person_id: holder.personId,
    kind: 'certificate',
    year: 2026,
    number: 1,
    issued_on: '2026-11-01',
    name: 'Имя в сертификате',
    sort_key: 'имя',
    form: 'student_student',
    starts_on: '2026-09-01',
    ends_on: '2027-06-30',
    meetings: 3,
    minutes: 135,
    created_at: 0,
  });
  return { paperId };
}
