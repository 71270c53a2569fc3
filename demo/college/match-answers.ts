import { MATCH_QUESTIONS } from '../../service/api/match-codes.js';
import type { Answers } from '../../service/api/questionnaire-definition.js';

/** What somebody of the demo has chosen in the section by which people are matched. */
interface Chosen {
  /** Requests of a mentee, competences of a mentor. */
  topics: readonly string[];
  interests?: readonly string[];
  times?: readonly string[];
  formats?: readonly string[];
  gender?: string;
}

/** Who is not named has left the section out, as everybody may. */
const CHOSEN: Readonly<Record<string, Chosen>> = {
  mentor1: {
    topics: ['motivation', 'potential', 'career'],
    interests: ['nature', 'games'],
    times: ['tue_day', 'tue_evening', 'thu_day'],
    formats: ['in_person', 'online'],
  },
  mentor2: {
    topics: ['potential', 'career', 'soft_skills'],
    interests: ['programming', 'technology'],
    times: ['mon_evening', 'wed_evening'],
    formats: ['in_person', 'group'],
    gender: 'any',
  },
  mentor3: {
    topics: ['adaptation', 'motivation', 'values'],
    interests: ['sport', 'volunteering'],
    times: ['wed_day', 'wed_evening'],
    formats: ['in_person', 'online', 'phone'],
  },
  master: {
    topics: ['career', 'trajectory'],
    interests: ['cars', 'technology'],
    times: ['fri_day', 'sat_day'],
    formats: ['in_person'],
  },
  mentee1: { topics: ['motivation'], interests: ['games', 'sport'], times: ['tue_day'] },
  mentee2: { topics: ['potential', 'career'], interests: ['books'], times: ['tue_evening'] },
  mentee3: { topics: ['soft_skills'], interests: ['music', 'sport'], times: ['wed_evening'] },
  mentee6: { topics: ['adaptation'], interests: ['volunteering'], times: ['wed_day', 'fri_day'] },
  student1: { topics: ['career'], interests: ['cars'], times: ['sat_day'] },
  student6: {
    topics: ['motivation', 'adaptation'],
    interests: ['nature', 'games'],
    times: ['tue_day', 'thu_day'],
    formats: ['in_person'],
    gender: 'any',
  },
  student7: {
    topics: ['career', 'trajectory'],
    interests: ['cars', 'technology'],
    times: ['fri_day', 'sat_day'],
    formats: ['in_person', 'phone'],
  },
  student8: {
    topics: ['potential'],
    interests: ['music', 'cinema'],
    times: ['mon_evening', 'tue_evening'],
    formats: ['online'],
    gender: 'female',
  },
  student9: { topics: ['crisis', 'soft_skills'], interests: ['books'], times: ['sat_evening'] },
};

/** The answers of a person of the demo to the questions of matching. */
export function matchAnswers(key: string, role: string): Answers {
  const chosen = CHOSEN[key];
  if (chosen === undefined) return {};
  const { requests, competences, interests, times, formats, languages, gender } = MATCH_QUESTIONS;
  const answers: Record<string, readonly string[] | string | undefined> = {
    [role === 'mentor' ? competences : requests]: chosen.topics,
    [interests]: chosen.interests,
    [times]: chosen.times,
    [formats]: chosen.formats,
    [languages]: ['ru'],
    [gender]: chosen.gender,
  };
  return Object.fromEntries(
    Object.entries(answers).flatMap(([code, said]) =>
      said === undefined ? [] : [[code, typeof said === 'string' ? said : [...said]]],
    ),
  );
}
