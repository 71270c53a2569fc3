import { z } from 'zod';
import { id, idempotencyKey, isoDateTime, pageOf, paging, text } from './common.js';
import { endpoint } from './endpoint.js';
import { definition, words } from './questionnaire-definition.js';
import { FORMS, QUESTION_TYPES, SURVEY_ROLES, SURVEY_STAGES, WORDING_MARKS } from './reference.js';

/** Those who read what is asked; mentors and mentees see what they are asked themselves. */
const READERS = ['coordinator', 'curator', 'head', 'psychologist', 'methodist'] as const;

const templateRow = z.object({
  code: z.string(),
  title: z.string(),
  forms: z.array(z.enum(FORMS)),
  role: z.enum(SURVEY_ROLES),
  stage: z.enum(SURVEY_STAGES),
  /** Where it is from, e.g. `methodology §6.1`. */
  source: z.string(),
  /** How sure the wordings of its questions are, each mark once; all but none of them are to be checked. */
  marks: z.array(z.enum(WORDING_MARKS)),
  questions: z.number().int(),
});

export const questionnaireRow = z.object({
  questionnaireId: id,
  title: z.string(),
  /** The template that it was made from; null: the college's own. */
  templateCode: z.string().nullable(),
  role: z.enum(SURVEY_ROLES),
  stage: z.enum(SURVEY_STAGES),
  /** What new waves ask. */
  versionNumber: z.number().int(),
  questions: z.number().int(),
  /** True: the next change of its questions makes a new version. */
  answered: z.boolean(),
  /** How many waves ask or asked it; of none it can be deleted, of others only put away. */
  waves: z.number().int(),
  /** Put away: not offered for new waves. */
  archived: z.boolean(),
  version: z.number().int(),
});
export type QuestionnaireRow = z.infer<typeof questionnaireRow>;

export const questionnaire = questionnaireRow.extend({
  definition,
  /** All versions, newest first. */
  versions: z.array(
    z.object({
      number: z.number().int(),
      questions: z.number().int(),
      answered: z.boolean(),
      createdAt: isoDateTime,
    }),
  ),
});
export type Questionnaire = z.infer<typeof questionnaire>;

/** A question of another questionnaire with which one of the same `pair` is compared. */
const pairedQuestion = z.object({
  pair: z.string(),
  questionnaireId: id,
  title: z.string(),
  role: z.enum(SURVEY_ROLES),
  stage: z.enum(SURVEY_STAGES),
  /** Its place in that questionnaire, from 1. */
  number: z.number().int(),
  type: z.enum(QUESTION_TYPES),
  text: words(500),
});
export type PairedQuestion = z.infer<typeof pairedQuestion>;

export const questionnaires = {
  listQuestionnaireTemplates: endpoint({
    method: 'GET',
    path: '/programmes/{programmeId}/questionnaire-templates',
    summary: 'The questionnaires of the methodology, from which a programme makes its own.',
    tag: 'surveys',
    access: READERS,
    input: z.object({
      programmeId: id,
      form: z.enum(FORMS).optional(),
      role: z.enum(SURVEY_ROLES).optional(),
      stage: z.enum(SURVEY_STAGES).optional(),
    }),
    output: z.object({ rows: z.array(templateRow) }),
  }),

  getQuestionnaireTemplate: endpoint({
    method: 'GET',
    path: '/programmes/{programmeId}/questionnaire-templates/{templateCode}',
    summary: 'One template with its questions.',
    tag: 'surveys',
    access: READERS,
    input: z.object({ programmeId: id, templateCode: z.string().max(64) }),
    output: templateRow.extend({ definition }),
  }),

  listQuestionnaires: endpoint({
    method: 'GET',
    path: '/programmes/{programmeId}/questionnaires',
    summary: 'The questionnaires of the programme, in the order of their titles.',
    tag: 'surveys',
    access: READERS,
    input: z.object({
      programmeId: id,
      role: z.enum(SURVEY_ROLES).optional(),
      stage: z.enum(SURVEY_STAGES).optional(),
      which: z.enum(['current', 'archived']).default('current'),
      ...paging,
    }),
    output: pageOf(questionnaireRow),
  }),

  getQuestionnaire: endpoint({
    method: 'GET',
    path: '/programmes/{programmeId}/questionnaires/{questionnaireId}',
    summary: 'One questionnaire with its questions: as it is now, or one of its versions.',
    tag: 'surveys',
    access: READERS,
    input: z.object({
      programmeId: id,
      questionnaireId: id,
      number: z.coerce.number().int().min(1).optional(),
    }),
    output: questionnaire,
  }),

  listPairedQuestions: endpoint({
    method: 'GET',
    path: '/programmes/{programmeId}/questionnaires/{questionnaireId}/paired',
    summary:
      'The questions of the programme’s other questionnaires that can be compared with those of this one: ' +
      'before and after, mentor and mentee. Questions with an equal `pair` are compared.',
    tag: 'surveys',
    access: READERS,
    input: z.object({ programmeId: id, questionnaireId: id }),
    output: z.object({ rows: z.array(pairedQuestion) }),
  }),

  createQuestionnaire: endpoint({
    method: 'POST',
    path: '/programmes/{programmeId}/questionnaires',
    summary:
      'Makes a questionnaire from a template (what is given besides replaces the template’s), or one ' +
      'of the college’s own: then title, role, stage and definition are required. It may be begun ' +
      'without questions; no wave asks it until it has one.',
    tag: 'surveys',
    access: ['coordinator'],
    input: z.object({
      programmeId: id,
      templateCode: z.string().max(64).nullable().default(null),
      title: text(200).optional(),
      role: z.enum(SURVEY_ROLES).optional(),
      stage: z.enum(SURVEY_STAGES).optional(),
      definition: definition.optional(),
      idempotencyKey,
    }),
    output: questionnaire,
  }),

  updateQuestionnaire: endpoint({
    method: 'PUT',
    path: '/programmes/{programmeId}/questionnaires/{questionnaireId}',
    summary:
      'Changes a questionnaire. Once answered, changed questions are a new version: waves with answers ' +
      'keep theirs, others go on with the new one. Types and scales of answered questions stay, and ' +
      'the last question is not taken away.',
    tag: 'surveys',
    access: ['coordinator'],
    input: z.object({
      programmeId: id,
      questionnaireId: id,
      title: text(200),
      stage: z.enum(SURVEY_STAGES),
      definition,
      version: z.coerce.number().int(),
    }),
    output: questionnaire,
  }),

  deleteQuestionnaire: endpoint({
    method: 'DELETE',
    path: '/programmes/{programmeId}/questionnaires/{questionnaireId}',
    summary: 'Deletes a questionnaire that no wave asks or asked.',
    tag: 'surveys',
    access: ['coordinator'],
    input: z.object({ programmeId: id, questionnaireId: id, version: z.coerce.number().int() }),
    output: z.object({ questionnaireId: id }),
  }),

  archiveQuestionnaire: endpoint({
    method: 'POST',
    path: '/programmes/{programmeId}/questionnaires/{questionnaireId}/archive',
    summary: 'Puts a questionnaire away, or takes it out again; its waves stay as they are.',
    tag: 'surveys',
    access: ['coordinator'],
    input: z.object({
      programmeId: id,
      questionnaireId: id,
      archived: z.boolean(),
      version: z.coerce.number().int(),
    }),
    output: z.object({ questionnaireId: id, archived: z.boolean(), version: z.number().int() }),
  }),
};
