import { z } from 'zod';
import { id, idempotencyKey, isoDate, pageOf, paging, text } from './common.js';
import { endpoint } from './endpoint.js';
import {
  ANSWER_STATES,
  BREAKDOWNS,
  FORMS,
  SURVEY_ROLES,
  WAVE_AMONG,
  WAVE_STATES,
} from './reference.js';

/** Those who follow the surveys; a curator with forms given sees the waves of these forms. */
export const WAVE_READERS = ['coordinator', 'curator', 'head', 'psychologist'] as const;

/** What a coordinator decides of a wave. */
export const waveFields = z.object({
  /** '': the questionnaire's title. */
  title: text(200).default(''),
  /** Only those in a pair of this form; null: all who hold the role. */
  form: z.enum(FORMS).nullable().default(null),
  /** Only those of these LMS groups; null: of any and of none. */
  groups: z
    .array(text(200).pipe(z.string().min(1)))
    .min(1)
    .max(100)
    .nullable()
    .default(null),
  /** Whether those are asked who have finished: whose pair is completed and who are in no other. */
  among: z.enum(WAVE_AMONG),
  /** Also those who cannot come from the LMS: they answer on paper or by a personal link. */
  guests: z.boolean().default(true),
  /** First and last day on which it is answered. */
  startsOn: isoDate,
  endsOn: isoDate,
  /** True: nobody can tell whose answers are whose; results come when it is closed, for five and more. */
  anonymous: z.boolean().default(false),
  /** The one thing by which an anonymous wave's results can be filtered. */
  breakdown: z.enum(BREAKDOWNS).default('none'),
  /** Days before the last one on which those who have not answered are reminded by mail. */
  remindDays: z
    .array(z.number().int().min(0, 'number.range').max(60, 'number.range'))
    .max(5)
    .default([]),
});
export type WaveFields = z.infer<typeof waveFields>;

/** The same as they are sent: `among` follows from the questionnaire's stage where it is left out. */
const sentFields = waveFields.extend({ among: z.enum(WAVE_AMONG).optional() });

export const surveyWave = waveFields.extend({
  waveId: id,
  questionnaireId: id,
  versionNumber: z.number().int(),
  role: z.enum(SURVEY_ROLES),
  state: z.enum(WAVE_STATES),
  /** It asks a list of people: those who were at a group meeting. */
  listed: z.boolean(),
  /** People who have handed in their answers. */
  answered: z.number().int(),
  /** People who are asked and have not; the share answered is answered / (answered + missing). */
  missing: z.number().int(),
  /** Of the missing, those without an account in the course. */
  missingGuests: z.number().int(),
  /** Of an anonymous wave: sheets of paper that were entered; nobody knows whose, so they are not `answered`. */
  onPaper: z.number().int(),
  version: z.number().int(),
});
export type SurveyWave = z.infer<typeof surveyWave>;

/** How many people one choice asks. */
const audienceCount = z.object({
  among: z.enum(WAVE_AMONG),
  /** They come from the LMS. */
  online: z.number().int(),
  /** They have no account in the course. */
  guests: z.number().int(),
});
export type AudienceCount = z.infer<typeof audienceCount>;

export const surveyWaves = {
  listWaves: endpoint({
    method: 'GET',
    path: '/programmes/{programmeId}/waves',
    summary: 'The waves of questionnaires with how many have answered; the last to end first.',
    tag: 'surveys',
    access: WAVE_READERS,
    input: z.object({
      programmeId: id,
      questionnaireId: id.optional(),
      role: z.enum(SURVEY_ROLES).optional(),
      form: z.enum(FORMS).optional(),
      /** What they are today. */
      state: z.enum(WAVE_STATES).optional(),
      ...paging,
    }),
    output: pageOf(surveyWave),
  }),

  getWave: endpoint({
    method: 'GET',
    path: '/programmes/{programmeId}/waves/{waveId}',
    summary: 'One wave with how many have answered.',
    tag: 'surveys',
    access: WAVE_READERS,
    input: z.object({ programmeId: id, waveId: id }),
    output: surveyWave,
  }),

  createWave: endpoint({
    method: 'POST',
    path: '/programmes/{programmeId}/waves',
    summary: 'Makes a wave of a questionnaire, as a draft that nobody is asked yet.',
    tag: 'surveys',
    access: ['coordinator'],
    input: sentFields.extend({ programmeId: id, questionnaireId: id, idempotencyKey }),
    output: surveyWave,
  }),

  updateWave: endpoint({
    method: 'PUT',
    path: '/programmes/{programmeId}/waves/{waveId}',
    summary:
      'Changes a wave. With the first answer, whom it asks and whether it is anonymous are settled; an ' +
      'anonymous one that has ended is not prolonged.',
    tag: 'surveys',
    access: ['coordinator'],
    input: sentFields.extend({ programmeId: id, waveId: id, version: z.coerce.number().int() }),
    output: surveyWave,
  }),

  deleteWave: endpoint({
    method: 'DELETE',
    path: '/programmes/{programmeId}/waves/{waveId}',
    summary: 'Deletes a wave that was never opened.',
    tag: 'surveys',
    access: ['coordinator'],
    input: z.object({ programmeId: id, waveId: id, version: z.coerce.number().int() }),
    output: z.object({ waveId: id }),
  }),

  setWaveState: endpoint({
    method: 'POST',
    path: '/programmes/{programmeId}/waves/{waveId}/state',
    summary:
      'Opens a wave, or closes it; a named one can be opened again, an anonymous one cannot.',
    tag: 'surveys',
    access: ['coordinator'],
    input: z.object({
      programmeId: id,
      waveId: id,
      state: z.enum(['open', 'closed']),
      version: z.coerce.number().int(),
    }),
    output: surveyWave,
  }),

  listWavePeople: endpoint({
    method: 'GET',
    path: '/programmes/{programmeId}/waves/{waveId}/people',
    summary:
      'Who has not answered, or who has, in the order of names; of anonymous waves too, since it says ' +
      'nothing of what was answered.',
    tag: 'surveys',
    access: WAVE_READERS,
    input: z.object({
      programmeId: id,
      waveId: id,
      state: z.enum(['missing', 'submitted']).default('missing'),
      /** With an account in the course, or without one. */
      account: z.enum(['yes', 'no']).optional(),
      search: text(100).optional(),
      ...paging,
    }),
    output: pageOf(
      z.object({
        personId: id,
        name: z.string(),
        groupName: z.string().nullable(),
        /** They come to the wave from the LMS; else they answer on paper or by a personal link. */
        hasAccount: z.boolean(),
        /** `draft` of named waves only. */
        answerState: z.enum(ANSWER_STATES),
      }),
    ),
  }),

  countAudience: endpoint({
    method: 'GET',
    path: '/programmes/{programmeId}/audience',
    summary:
      'How many people of a role a wave would ask under each choice of `among`, within the form and the ' +
      'groups of a wave that is there.',
    tag: 'surveys',
    access: ['coordinator'],
    input: z.object({ programmeId: id, role: z.enum(SURVEY_ROLES), waveId: id.optional() }),
    output: z.object({
      rows: z.array(audienceCount),
      /** Those whom the wave, or everyone of the role, would count but for a consent that was withdrawn. */
      withdrawn: z.number().int(),
      /** Of an anonymous wave: earlier ones beside whose results its own would tell of `differ` people. */
      close: z.array(
        z.object({ waveId: id, title: z.string(), endsOn: isoDate, differ: z.number().int() }),
      ),
    }),
  }),

  listSurveyGroups: endpoint({
    method: 'GET',
    path: '/programmes/{programmeId}/survey-groups',
    summary:
      'The LMS groups of the programme’s people, to which a wave or a filter can be narrowed.',
    tag: 'surveys',
    access: WAVE_READERS,
    input: z.object({ programmeId: id }),
    output: z.object({ groups: z.array(z.string()) }),
  }),
};
