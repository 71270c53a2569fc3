import { MATCH_QUESTIONS } from '../../api/match-codes.js';
import type { Answer, Answers } from '../../api/questionnaire-definition.js';
import type { SurveyRole } from '../../api/reference.js';
import type { NamedAnswers } from './input-store.js';
import type { Ballot, Said } from './types.js';

/** What somebody has answered in one role. */
export interface AnswersOfPerson {
  /** To the questions of matching, the latest answer to each. */
  said: Omit<Said, 'gender'>;
  ballot: Ballot | null;
  /** Of a mentor's ballot: how many mentees they are ready to lead. */
  capacity: number | null;
  /** The entry questionnaires that were handed in. */
  entries: readonly NamedAnswers[];
}

const wordsIn = (answer: Answer | undefined): string[] | null => {
  if (typeof answer === 'string') return answer.trim() === '' ? null : [answer];
  if (!Array.isArray(answer)) return null;
  const words = answer.filter((one): one is string => typeof one === 'string');
  return words.length === 0 ? null : words;
};

const idsIn = (answer: Answer | undefined): string[] => wordsIn(answer) ?? [];

function genderIn(answer: Answer | undefined): Said['genderWanted'] {
  const [word] = wordsIn(answer) ?? [];
  return word === 'female' || word === 'male' || word === 'any' ? word : null;
}

const ballotOf = (answers: Answers): Ballot => ({
  wished: idsIn(answers['wished']),
  canHelp: idsIn(answers['can_help']),
  firstMeeting: idsIn(answers['first_meeting']),
  unwanted: idsIn(answers['unwanted']),
});

function saidIn(answers: Answers, role: SurveyRole): AnswersOfPerson['said'] {
  const { requests, competences } = MATCH_QUESTIONS;
  return {
    topics: wordsIn(answers[role === 'mentor' ? competences : requests]),
    interests: wordsIn(answers[MATCH_QUESTIONS.interests]),
    times: wordsIn(answers[MATCH_QUESTIONS.times]),
    formats: wordsIn(answers[MATCH_QUESTIONS.formats]),
    languages: wordsIn(answers[MATCH_QUESTIONS.languages]),
    genderWanted: genderIn(answers[MATCH_QUESTIONS.gender]),
  };
}

const keyOf = (role: string, personId: string): string => `${role} ${personId}`;

/**
 * Puts the answers of people together: to a question asked in several waves the latest counts, and of
 * ballots that of the latest meeting alone.
 * @param rows the latest wave last
 * @returns what somebody has said in a role; null: nothing
 */
export function gatherAnswers(
  rows: readonly NamedAnswers[],
): (role: 'mentee' | 'mentor', personId: string) => AnswersOfPerson | null {
  const byPerson = new Map<string, NamedAnswers[]>();
  for (const row of rows) {
    const key = keyOf(row.role, row.personId);
    const known = byPerson.get(key);
    if (known) known.push(row);
    else byPerson.set(key, [row]);
  }
  return (role, personId) => {
    const own = byPerson.get(keyOf(role, personId));
    if (own === undefined) return null;
    const all: Answers = Object.assign({}, ...own.map(({ answers }) => answers));
    const meeting = own.filter(({ stage }) => stage === 'group_meeting').at(-1);
    const capacity = meeting?.answers['capacity'];
    return {
      said: saidIn(all, role),
      ballot: meeting === undefined ? null : ballotOf(meeting.answers),
      capacity: typeof capacity === 'number' ? capacity : null,
      entries: own.filter(({ stage }) => stage === 'entry'),
    };
  };
}

const FEMALE = /(?:вна|чна|шна|кызы|гызы)$/;
const MALE = /(?:вич|ьич|мич|оглы|улы)$/;
/** A family name, a given name, a patronymic. */
const WORDS_OF_FULL_NAME = 3;

/**
 * The gender that a Russian patronymic tells; nobody is asked for it. Family names end so too
 * (Абрамович), so a name needs all three words, and «-вна» counts first.
 */
export function genderOfName(name: string): 'female' | 'male' | null {
  const words = name.toLowerCase().split(/[\s-]+/);
  if (words.length < WORDS_OF_FULL_NAME) return null;
  const later = words.slice(1);
  if (later.some((word) => FEMALE.test(word))) return 'female';
  return later.some((word) => MALE.test(word)) ? 'male' : null;
}
