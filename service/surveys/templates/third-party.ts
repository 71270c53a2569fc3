import type { Definition, Question, Words } from '../../api/questionnaire-definition.js';
import { FORMS, type ThirdPartyGiver } from '../../api/reference.js';
import { type Draft, other } from './build.js';

/**
 * What others are asked of a mentee (methodology §3 stage 2: «сведения от третьих лиц»). That they are
 * asked is in the methodology, the wording is ours [Р]: the request, not the person, and no diagnoses.
 */
const SOURCE = 'methodology §3, stage 2';

const words = (ru: string, en: string): Words => ({ ru, en });
const option = (code: string, ru: string, en: string) => ({ code, text: words(ru, en) });
const NO_DIAGNOSES = words(
  'Коротко и по делу. Диагнозы и подробности семейной жизни писать не нужно.',
  'Briefly and to the point. No diagnoses and no details of family life.',
);

const question = (
  code: string,
  type: Question['type'],
  text: Words,
  more: Partial<Draft> = {},
): Question => ({
  ...other(code, type, '', { text, required: false, ...more }),
  mark: 'Р',
  source: SOURCE,
});

const open = (code: string, text: Words, help?: Words): Question =>
  question(code, 'text', text, { maxLength: 1500, ...(help ? { help } : {}) });

const needs = question(
  'needs',
  'several_of',
  words('В чём студенту нужна поддержка?', 'What does the student need support in?'),
  {
    required: true,
    options: [
      option('study', 'учёба, долги, экзамены', 'studies, debts, examinations'),
      option('adaptation', 'освоиться в колледже', 'settling in at the college'),
      option('profession', 'понять свою профессию', 'getting to know the profession'),
      option('motivation', 'интерес к учёбе', 'interest in studying'),
      option('organisation', 'планировать время', 'planning time'),
      option('communication', 'общение, уверенность в себе', 'communication, confidence'),
      option('trajectory', 'что делать после колледжа', 'what to do after the college'),
      option('talent', 'развить сильные стороны', 'growing what they are good at'),
      option('unsure', 'затрудняюсь сказать', 'hard to say'),
    ],
  },
);

const strengths = open(
  'strengths',
  words('Что у студента получается хорошо?', 'What is the student good at?'),
);
const worries = (ru: string, en: string) => open('worries', words(ru, en), NO_DIAGNOSES);

/** The forms in which a student is the mentee, with «hard to say». */
const FORM_WORDS: Partial<Record<(typeof FORMS)[number], Words>> = {
  student_student: words('со студентом старшего курса', 'with an older student'),
  teacher_student: words('с преподавателем или мастером', 'with a teacher or instructor'),
  employer_student: words('со специалистом предприятия', 'with somebody from an enterprise'),
};
const form = question(
  'form',
  'one_of',
  words('С кем в паре студенту было бы полезнее?', 'With whom would a pair help most?'),
  {
    options: [
      ...FORMS.flatMap((code) => {
        const text = FORM_WORDS[code];
        return text ? [{ code, text }] : [];
      }),
      option('unsure', 'затрудняюсь сказать', 'hard to say'),
    ],
  },
);

const attendance = question(
  'attendance',
  'one_of',
  words('Как студент посещает занятия?', 'How does the student attend classes?'),
  {
    required: true,
    options: [
      option('regular', 'почти без пропусков', 'hardly ever misses any'),
      option('sometimes', 'иногда пропускает', 'misses some'),
      option('often', 'часто пропускает', 'misses many'),
    ],
  },
);
const marks = question(
  'marks',
  'one_of',
  words('Как студент учится?', 'How are the student’s marks?'),
  {
    required: true,
    options: [
      option('good', 'хорошо, без долгов', 'good, no debts'),
      option('uneven', 'неровно', 'uneven'),
      option('debts', 'есть долги', 'there are debts'),
    ],
  },
);

interface ThirdPartySheet {
  giver: ThirdPartyGiver;
  definition: Definition;
}

const sheet = (giver: ThirdPartyGiver, questions: Question[]): ThirdPartySheet => ({
  giver,
  definition: { intro: words('', ''), sections: [], questions },
});

/**
 * By code and version. Sheets that were filled in name it: whoever changes questions adds a new one and
 * leaves the old one here.
 */
const THIRD_PARTY_SHEETS: Readonly<Record<string, ThirdPartySheet>> = {
  'group_curator.1': sheet('group_curator', [
    attendance,
    marks,
    needs,
    strengths,
    worries('Что Вас беспокоит?', 'What worries you?'),
    form,
  ]),
  'parent.1': sheet('parent', [
    needs,
    strengths,
    open('interests', words('Чем ребёнок увлекается?', 'What is your child keen on?')),
    worries('Что Вас беспокоит?', 'What worries you?'),
    form,
  ]),
  'psychologist.1': sheet('psychologist', [
    needs,
    strengths,
    worries('На что обратить внимание?', 'What should one be aware of?'),
    open(
      'matching',
      words('Что учесть при подборе наставника?', 'What matters for the choice of a mentor?'),
    ),
    form,
  ]),
};

/** The newest questions of each giver. */
export const THIRD_PARTY_NOW: Readonly<Record<ThirdPartyGiver, string>> = {
  group_curator: 'group_curator.1',
  parent: 'parent.1',
  psychologist: 'psychologist.1',
};

/** The questions of a sheet. */
export function definitionOf(template: string): Definition {
  const found = THIRD_PARTY_SHEETS[template];
  if (!found) throw new Error(`There are no questions ${template}`);
  return found.definition;
}
