import type { Definition, Question } from '../../api/questionnaire-definition.js';
import type { Form, SurveyRole, SurveyStage, WordingMark } from '../../api/reference.js';

/** A questionnaire of the methodology, as a programme may take it over. */
export interface Template {
  /** Stable: programmes keep it. */
  code: string;
  title: string;
  /** The forms of mentoring that it is for. */
  forms: readonly Form[];
  role: SurveyRole;
  stage: SurveyStage;
  /** Section of the methodology that it was taken from. */
  source: string;
  definition: Definition;
}

/** A question before its template gives it mark and source; both may be its own. */
export type Draft = Omit<Question, 'mark' | 'source'> & { mark?: WordingMark; source?: string };

const NOTHING = { ru: '', en: '' };

function draft(
  code: string,
  type: Question['type'],
  text: string,
  more: Partial<Draft> = {},
): Draft {
  return {
    code,
    type,
    text: { ru: text, en: '' },
    help: NOTHING,
    required: true,
    pair: null,
    section: null,
    shownIf: null,
    min: null,
    max: null,
    options: [],
    most: null,
    maxLength: null,
    people: null,
    confidential: false,
    ...more,
  };
}

/** S10, with its `pair` code. */
export const scale = (pair: string, text: string): Draft =>
  draft(pair, 'scale', text, { pair, min: 1, max: 10 });

/** YN, with its `pair` code. */
export const yesNo = (pair: string, text: string): Draft => draft(pair, 'yes_no', text, { pair });

/** FREQ, with its `pair` code. */
export const frequency = (pair: string, text: string): Draft =>
  draft(pair, 'frequency', text, { pair });

/** TXT; nobody is held up by a question that asks for sentences. */
export const open = (code: string, text: string, more: Partial<Draft> = {}): Draft =>
  draft(code, 'text', text, { required: false, ...more });

/** TXT that is compared with the other wave's. */
export const openPair = (pair: string, text: string): Draft => open(pair, text, { pair });

/** A question of any type, with what that type needs. */
export const other = draft;

/** Questions 1 and 2 of every questionnaire before the programme: the second is for those who say yes. */
export const metBefore = (): Draft[] => [
  draft('met_before', 'yes_no', 'Сталкивались ли Вы раньше с программой наставничества?'),
  open('met_where', 'Если да, то где?', { shownIf: { question: 'met_before', is: [true] } }),
];

const SCALES = 'Оцените в баллах от 1 до 10, где 1 — самый низший балл, а 10 — самый высокий.';

/** A template before its questions. */
export type TemplateHead = Omit<Template, 'definition'> & { mark: WordingMark };

/**
 * Puts a template together.
 * @param mark of the questions that have none of their own
 */
export function template(head: TemplateHead, questions: readonly Draft[]): Template {
  const { mark, ...rest } = head;
  return {
    ...rest,
    definition: {
      intro: { ru: questions.some((q) => q.type === 'scale') ? SCALES : '', en: '' },
      sections: [],
      questions: questions.map((q) => ({
        ...q,
        mark: q.mark ?? mark,
        source: q.source ?? rest.source,
      })),
    },
  };
}
