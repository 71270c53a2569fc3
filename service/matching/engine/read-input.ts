import { byCodeUnits } from '../../../shared/compare.js';
import type { Db } from '../../../shared/db/connect.js';
import { USUAL_CAPACITY } from '../../api/mentors.js';
import type { Form, PersonState } from '../../api/reference.js';
import { mayUseData, readEverRepresented } from '../../consents/index.js';
import { readMentors, type StoredMentor } from '../../mentors/index.js';
import { ageOn } from '../../people/age-rules.js';
import { readTraining } from '../../school/index.js';
import { readStandings, type Standing } from '../../standing/standing.js';
import { inputStore, type ProfileFacts } from './input-store.js';
import { matchTables } from './match-tables.js';
import { type PairHistory, pairHistory } from './pair-history.js';
import { type AnswersOfPerson, gatherAnswers, genderOfName } from './said.js';
import type { MatchInput, MenteeFacts, MentorFacts, Said } from './types.js';
import { weekTimesOf } from './week-times.js';
import { formsOf, isOfForm } from './whose-form.js';

export interface MatchScope {
  programmeId: string;
  form: Form;
  /** The day in the organisation's zone, of which ages and rests are told. */
  today: string;
}

/** Everything that is read, by person. */
interface Facts {
  today: string;
  form: Form;
  profiles: ReadonlyMap<string, ProfileFacts>;
  representatives: ReadonlyMap<string, readonly string[]>;
  since: ReadonlyMap<string, number>;
  consented: (personId: string) => boolean;
  answersOf: ReturnType<typeof gatherAnswers>;
  /** The forms of all entry questionnaires of mentees. */
  asked: ReadonlySet<Form>;
  history: PairHistory;
  trained: ReadonlySet<string>;
}

/** Mentees for whom a mentor is sought, and those who lack nothing but a consent. */
const SOUGHT: readonly PersonState[] = ['pool', 'waiting', 'selected', 'trained'];

const NOTHING_SAID: Omit<Said, 'gender'> = {
  topics: null,
  interests: null,
  times: null,
  formats: null,
  languages: null,
  genderWanted: null,
};

const stateOn = (standing: Standing, side: 'mentor' | 'mentee'): PersonState | null =>
  standing.participations.find(({ role }) => role === side)?.state ?? null;

/**
 * What both sides have. Of who has not consented only what their standing needs: nothing that they have
 * said, and no birth date (152-ФЗ art. 9; methodology §9.3).
 */
function commonOf(
  { personId, name, groupName }: Standing,
  state: PersonState | null,
  answers: AnswersOfPerson | null,
  facts: Facts,
) {
  const consented = facts.consented(personId);
  const profile = facts.profiles.get(personId);
  const used = consented ? profile : undefined;
  return {
    personId,
    name,
    groupName,
    speciality: used?.speciality ?? null,
    birthDate: used?.birthDate ?? null,
    adult: profile !== undefined && ageOn(profile, facts.today) === 'adult',
    workplace: used?.workplace ?? null,
    state,
    consented,
    said: {
      ...((consented ? answers?.said : null) ?? NOTHING_SAID),
      gender: consented ? genderOfName(name) : null,
    },
    ballot: consented ? (answers?.ballot ?? null) : null,
  };
}

function menteeOf(standing: Standing, facts: Facts): MenteeFacts | null {
  const { personId, groupName } = standing;
  const state = stateOn(standing, 'mentee');
  if (state === null || !SOUGHT.includes(state)) return null;
  const answers = facts.answersOf('mentee', personId);
  const common = commonOf(standing, state, answers, facts);
  const entries = answers?.entries ?? [];
  const answered = entries.flatMap(formsOf);
  if (!isOfForm({ groupName, adult: common.adult, answered }, facts.form, facts.asked)) return null;
  const moments = entries.flatMap(({ savedAt }) => savedAt ?? []);
  const named = facts.profiles.get(personId)?.representativeName;
  const representatives = [
    ...(facts.representatives.get(personId) ?? []),
    ...(named ? [named] : []),
  ];
  return {
    ...common,
    appliedAt: moments.length > 0 ? Math.min(...moments) : (facts.since.get(personId) ?? 0),
    representatives: [...new Set(representatives)].sort(byCodeUnits),
    lastPairEndedOn: facts.history.endedOn.get(personId) ?? null,
  };
}

const phrase = (words: string | null): string[] | null => (words ? [words] : null);

/** By questionnaire; what was not said there, by the words of the profile. */
function saidByMentor(said: Said, profile: StoredMentor | undefined): Said {
  if (profile === undefined) return said;
  return {
    ...said,
    topics: said.topics ?? phrase(profile.competences),
    interests: said.interests ?? phrase(profile.interests),
    times: said.times ?? weekTimesOf(profile.timeResource),
  };
}

function mentorOf(
  standing: Standing,
  profile: StoredMentor | undefined,
  facts: Facts,
): MentorFacts | null {
  const { personId } = standing;
  const state = stateOn(standing, 'mentor');
  if (state === null || state === 'withdrawn') return null;
  const answers = facts.answersOf('mentor', personId);
  const common = commonOf(standing, state, answers, facts);
  const used = common.consented ? profile : undefined;
  const wanted = common.consented ? answers?.capacity : null;
  const capacity = wanted ?? profile?.capacity ?? USUAL_CAPACITY;
  return {
    ...common,
    said: saidByMentor(common.said, used),
    places: Math.max(0, capacity - (facts.history.taken.get(personId) ?? 0)),
    paused: profile?.paused ?? false,
    trained: facts.trained.has(personId),
    forms: profile?.forms ?? [],
    preferredAge: used?.preferredAge ?? null,
    competences: used?.competences ?? null,
    position: used?.position ?? null,
    enterprise: used?.enterprise?.name ?? null,
  };
}

async function readFacts(db: Db, { programmeId, form, today }: MatchScope): Promise<Facts> {
  const store = inputStore(db, programmeId);
  const profiles = await store.profiles();
  const uses = await mayUseData(db, { programmeId, today });
  const { trained } = await readTraining(db, programmeId);
  return {
    today,
    form,
    profiles: new Map(profiles.map((one) => [one.personId, one])),
    representatives: await readEverRepresented(db, programmeId),
    since: await store.menteesSince(),
    consented: (personId) => uses.get(personId)?.matching.allowed ?? false,
    answersOf: gatherAnswers(await store.answers()),
    asked: new Set((await store.asked()).flatMap(formsOf)),
    history: pairHistory(await store.pairPlaces(), today),
    trained,
  };
}

/**
 * Reads all that a run rests on, by a constant number of statements: people in the order of ids, so that
 * equal data give an equal input. Mentees are those of the form (whose-form.ts) for whom a mentor is
 * sought; mentors all who have not left, with what stands against them left to the rules.
 */
export async function readMatchInput(db: Db, scope: MatchScope): Promise<MatchInput> {
  const { programmeId, form, today } = scope;
  const standings = [...(await readStandings(db, { programmeId, today }))].sort((a, b) =>
    byCodeUnits(a.personId, b.personId),
  );
  const stored = await readMentors(db, { programmeId, scopeForms: null });
  const profileOf = new Map(stored.map((one) => [one.personId, one]));
  const facts = await readFacts(db, scope);
  const tables = matchTables(db, programmeId);
  return {
    today,
    form,
    mentees: standings.flatMap((one) => menteeOf(one, facts) ?? []),
    mentors: standings.flatMap((one) => mentorOf(one, profileOf.get(one.personId), facts) ?? []),
    relations: await tables.relations(),
    earlier: facts.history.earlier,
    ...(await tables.marks(form)),
  };
}
