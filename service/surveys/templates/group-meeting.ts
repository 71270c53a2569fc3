import { FORMS } from '../../api/reference.js';
import { type Draft, other, type Template, template } from './build.js';

/** As many may be named of those with whom somebody would not work. */
const MOST_UNWANTED = 10;

const ranked = (
  code: string,
  people: 'mentor' | 'mentee',
  text: string,
  most: number,
  more: Partial<Draft> = {},
): Draft => other(code, 'ranking', text, { people, most, required: false, ...more });

const WISH_HELP = { ru: 'До трёх человек, первым — самый желанный.', en: '' };
const SECRET_HELP = { ru: 'Ответ увидит только координатор.', en: '' };

/** §6.11, «наставляемый». */
const MENTEE: readonly Draft[] = [
  ranked('wished', 'mentor', 'С кем из наставников Вы хотели бы работать?', 3, {
    required: true,
    help: WISH_HELP,
  }),
  ranked('can_help', 'mentor', 'Кто может помочь достичь Вашей цели?', 3),
  ranked(
    'first_meeting',
    'mentor',
    'С кем из наставников Вам было бы интересно провести первую встречу?',
    1,
  ),
  ranked('unwanted', 'mentor', 'С кем работать не хотели бы?', MOST_UNWANTED, {
    confidential: true,
    help: SECRET_HELP,
  }),
];

/** §6.11, «наставник: то же о наставляемых» and how many. */
const MENTOR: readonly Draft[] = [
  ranked('wished', 'mentee', 'С кем из наставляемых Вы хотели бы работать?', 3, {
    required: true,
    help: WISH_HELP,
  }),
  ranked('can_help', 'mentee', 'Кому из наставляемых Вы можете помочь достичь цели?', 3),
  ranked(
    'first_meeting',
    'mentee',
    'С кем из наставляемых Вам было бы интересно провести первую встречу?',
    1,
  ),
  ranked('unwanted', 'mentee', 'С кем работать не хотели бы?', MOST_UNWANTED, {
    confidential: true,
    help: SECRET_HELP,
  }),
  other('capacity', 'number', 'Сколько наставляемых Вы готовы вести?', { min: 1, max: 30 }),
];

const common = {
  forms: FORMS,
  stage: 'group_meeting',
  source: 'methodology §6.11',
  mark: 'П~',
} as const;

/** Methodology §6.11: the ballots after the group meeting, the same for every form. */
export const groupMeeting: readonly Template[] = [
  template(
    {
      code: 'group_meeting_mentee',
      title: 'После групповой встречи. Наставляемый',
      role: 'mentee',
      ...common,
    },
    MENTEE,
  ),
  template(
    {
      code: 'group_meeting_mentor',
      title: 'После групповой встречи. Наставник',
      role: 'mentor',
      ...common,
    },
    MENTOR,
  ),
];
