import type { Db } from '../../../shared/db/connect.js';
import { newId } from '../../../shared/ids.js';
import type { BuiltPair, BuiltPerson } from './builders.js';
import type { Ids, Inputs, World } from './permission-world.js';

type Names =
  | 'getPairLife'
  | 'myFormerPairs'
  | 'pausePair'
  | 'resumePair'
  | 'changeMentor'
  | 'addMentee'
  | 'removeMentee'
  | 'prolongPair'
  | 'endPairEarly'
  | 'endPair'
  | 'endPairs'
  | 'saveThanks'
  | 'hideThanks';

/** What a world has of the life of its pair. */
export interface PairLifeIds {
  thanksId: string;
}

const inProgramme = (w: World) => ({ programmeId: w.programme.programmeId });
const atPair = (w: World, ids: Ids) => ({ ...inProgramme(w), pairId: ids.pair.pairId });
const change = (w: World, ids: Ids) => ({ ...atPair(w, ids), version: 1 });
const nobody = newId();

/** Well-formed inputs of the endpoints of the life of a pair, on the clock's day. */
export const PAIR_LIFE_INPUTS: Pick<Inputs, Names> = {
  getPairLife: atPair,
  myFormerPairs: inProgramme,
  pausePair: (w, ids) => ({ ...change(w, ids), reason: 'practice', fromOn: '2026-11-10' }),
  resumePair: (w, ids) => ({ ...change(w, ids), onDate: '2026-11-10' }),
  changeMentor: (w, ids) => ({
    ...change(w, ids),
    leavingId: ids.pair.mentorIds[0] ?? nobody,
    comingId: ids.target.personId,
    onDate: '2026-11-10',
    reason: 'no_time',
  }),
  addMentee: (w, ids) => ({
    ...change(w, ids),
    personId: ids.target.personId,
    onDate: '2026-11-10',
    reason: 'wish',
  }),
  removeMentee: (w, ids) => ({
    ...change(w, ids),
    personId: ids.pair.menteeIds[0] ?? nobody,
    onDate: '2026-11-10',
    reason: 'moved',
    next: 'none',
    endPair: true,
  }),
  prolongPair: (w, ids) => ({ ...change(w, ids), endsOn: '2027-08-31' }),
  endPairEarly: (w, ids) => ({
    ...change(w, ids),
    onDate: '2026-11-10',
    reason: 'moved',
    initiative: 'mentee',
    talkHeld: false,
    next: ids.pair.menteeIds.map((personId) => ({ personId, next: 'none' as const })),
  }),
  endPair: (w, ids) => ({
    ...change(w, ids),
    decision: 'end',
    onDate: '2026-11-10',
    noClosing: 'Наставник уехал',
  }),
  endPairs: (w, ids) => ({
    ...inProgramme(w),
    pairIds: [ids.pair.pairId],
    decision: 'end',
    onDate: '2026-11-10',
  }),
  saveThanks: (w, ids) => ({ ...atPair(w, ids), text: 'Спасибо', version: 0 }),
  hideThanks: (w, ids) => ({
    ...inProgramme(w),
    thanksId: ids.thanksId,
    hidden: true,
    reason: 'Грубые слова',
    version: 1,
  }),
};

/** The tables that these endpoints write. */
export const PAIR_LIFE_TABLES = [
  'pair_members',
  'pair_pauses',
  'pair_events',
  'pair_thanks',
] as const;

/** Thanks of somebody who is not in the pair any more. */
export async function buildThanks(
  db: Db,
  { organisationId, programmeId, pairId }: BuiltPair,
  author: Pick<BuiltPerson, 'personId'>,
): Promise<PairLifeIds> {
  const thanksId = newId();
  await db('pair_thanks').insert({
    id: thanksId,
    organisation_id: organisationId,
    programme_id: programmeId,
    pair_id: pairId,
    person_id: author.personId,
    side: 'mentor',
    text: 'Спасибо за год',
    created_at: 0,
  });
  return { thanksId };
}
