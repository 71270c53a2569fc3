import {
  MATCH_QUESTIONS,
  type MatchFormat,
  type MatchInterest,
  type MatchLanguage,
  type MatchTime,
} from '../../api/match-codes.js';
import type { Form, Topic } from '../../api/reference.js';
import { type Draft, other, type Template, type TemplateHead, template } from './build.js';

/** The section of an entry questionnaire by whose answers pairs are made (methodology §3, stage 5). */
const SECTION = 'matching';

type Labels<C extends string> = Readonly<Record<C, string>>;

const optionsOf = (labels: Readonly<Record<string, string>>): Draft['options'] =>
  Object.entries(labels).map(([code, ru]) => ({ code, text: { ru, en: '' } }));

const STUDENT_TOPICS: Labels<Exclude<Topic, 'teacher_adaptation' | 'young_specialist'>> = {
  potential: 'Раскрытие способностей',
  crisis: 'Трудный период, понять себя',
  adaptation: 'Привыкнуть к коллективу',
  motivation: 'Учёба и мотивация',
  trajectory: 'Выбор дальнейшего пути',
  values: 'Ценности, волонтёрство, общество',
  soft_skills: 'Общение и лидерство',
  entrepreneurship: 'Своё дело',
  career: 'Профессия и карьера',
};
const TEACHER_TOPICS: Labels<Topic> = {
  ...STUDENT_TOPICS,
  teacher_adaptation: 'Адаптация педагога',
  young_specialist: 'Вход в профессию',
};
const OF_TEACHERS: readonly Form[] = [
  'teacher_teacher',
  'head_teacher',
  'university_young_teacher',
];

const INTERESTS: Labels<MatchInterest> = {
  sport: 'Спорт',
  music: 'Музыка',
  art: 'Рисование, фото, театр, танцы',
  technology: 'Техника, робототехника',
  programming: 'Программирование',
  games: 'Игры',
  books: 'Книги',
  cinema: 'Кино, сериалы, аниме',
  nature: 'Природа, походы, путешествия',
  volunteering: 'Волонтёрство',
  cooking: 'Кулинария',
  cars: 'Автомобили, мотоциклы',
};

const TIMES: Labels<MatchTime> = {
  mon_day: 'Понедельник, днём',
  mon_evening: 'Понедельник, вечером',
  tue_day: 'Вторник, днём',
  tue_evening: 'Вторник, вечером',
  wed_day: 'Среда, днём',
  wed_evening: 'Среда, вечером',
  thu_day: 'Четверг, днём',
  thu_evening: 'Четверг, вечером',
  fri_day: 'Пятница, днём',
  fri_evening: 'Пятница, вечером',
  sat_day: 'Суббота, днём',
  sat_evening: 'Суббота, вечером',
};

const FORMATS: Labels<MatchFormat> = {
  in_person: 'Лично',
  online: 'По видеосвязи',
  phone: 'По телефону, в переписке',
  group: 'В небольшой группе',
};

const LANGUAGES: Labels<MatchLanguage> = {
  ru: 'Русский',
  tt: 'Татарский',
  ba: 'Башкирский',
  uz: 'Узбекский',
  tg: 'Таджикский',
  ky: 'Киргизский',
  en: 'Английский',
  sign: 'Русский жестовый',
};

const GENDERS: Labels<'any' | 'female' | 'male'> = {
  any: 'Не важно',
  female: 'С женщиной, девушкой',
  male: 'С мужчиной, юношей',
};

/** Requests of a mentee at one time; more would be no answer. */
const MOST_REQUESTS = 3;
const EVENING = { ru: 'Днём – до 17 часов, вечером – после.', en: '' };

const ask = (
  code: string,
  text: string,
  labels: Readonly<Record<string, string>>,
  more: Partial<Draft> = {},
): Draft =>
  other(code, 'several_of', text, {
    required: false,
    section: SECTION,
    mark: 'Р',
    source: 'Р',
    options: optionsOf(labels),
    ...more,
  });

function questions(role: 'mentee' | 'mentor', forms: readonly Form[]): Draft[] {
  const topics = forms.some((form) => OF_TEACHERS.includes(form)) ? TEACHER_TOPICS : STUDENT_TOPICS;
  const { requests, competences, interests, times, formats, languages, gender } = MATCH_QUESTIONS;
  return [
    role === 'mentee'
      ? ask(requests, 'В чём Вам нужна помощь наставника? До трёх направлений.', topics, {
          most: MOST_REQUESTS,
        })
      : ask(competences, 'В чём Вы можете помочь наставляемому?', topics),
    ask(interests, 'Чем Вы любите заниматься?', INTERESTS),
    ask(times, 'Когда Вам удобно встречаться?', TIMES, { help: EVENING }),
    ask(formats, 'Как Вам удобно встречаться?', FORMATS),
    ask(languages, 'На каких языках Вам удобно говорить?', LANGUAGES),
    ask(gender, 'С кем Вам было бы легче работать?', GENDERS, { type: 'one_of' }),
  ];
}

/**
 * A questionnaire before the programme: those of the methodology, and at the end six questions of our own by
 * which people are matched; nobody must answer them.
 */
export function entryTemplate(
  head: TemplateHead & { role: 'mentee' | 'mentor' },
  own: readonly Draft[],
): Template {
  const made = template(head, [...own, ...questions(head.role, head.forms)]);
  const sections = [{ code: SECTION, title: { ru: 'Для подбора', en: '' } }];
  return { ...made, definition: { ...made.definition, sections } };
}
