/**
 * Words by which free text tells of a code: of the directions of methodology §4.8, and of interests. For
 * comparing who has chosen codes in a questionnaire with who has only written words in a profile.
 */
import { MATCH_INTERESTS, type MatchInterest } from '../../api/match-codes.js';
import { TOPICS, type Topic } from '../../api/reference.js';
import { wordsOf } from './words.js';

const TOPIC_WORDS: Readonly<Record<Topic, string>> = {
  potential: 'потенциал талант способности самореализация развитие раскрытие олимпиада чемпионат',
  crisis: 'кризис самоидентификация стресс тревога психологический поддержка конфликт',
  adaptation: 'адаптация новичок первокурсник коллектив общежитие освоиться',
  motivation:
    'мотивация успеваемость учёба сессия экзамен зачёт предмет математика физика долги дисциплина задолженность',
  trajectory: 'траектория поступление вуз выбор одарённый инвалидность инклюзия образование',
  values: 'ценности патриот гражданский волонтёр история традиции общество',
  soft_skills: 'лидер лидерство общение командный команда публичный выступление переговоры гибкие',
  entrepreneurship: 'предприниматель бизнес стартап проект самозанятость финансы продажи',
  career:
    'карьера профессия трудоустройство резюме собеседование практика стажировка предприятие вакансия',
  teacher_adaptation: 'педагог преподаватель методика урок занятие классный куратор',
  young_specialist: 'молодой специалист начинающий аттестация портфолио квалификация',
};

const INTEREST_WORDS: Readonly<Record<MatchInterest, string>> = {
  sport:
    'спорт футбол волейбол баскетбол хоккей бег плавание лыжи единоборства тренажёрный шахматы',
  music: 'музыка гитара пение вокал концерты песни фортепиано',
  art: 'рисование живопись дизайн фотография театр танцы рукоделие творчество',
  technology: 'техника робототехника электроника конструирование изобретения моделирование',
  programming: 'программирование сайты компьютеры код python java нейросети',
  games: 'игры киберспорт настольные видеоигры квесты',
  books: 'книги чтение литература стихи поэзия история',
  cinema: 'кино фильмы сериалы аниме видео',
  nature: 'природа походы туризм рыбалка животные путешествия сад дача',
  volunteering: 'волонтёр волонтёрство добровольчество благотворительность',
  cooking: 'кулинария готовить выпечка кухня',
  cars: 'автомобили машины мотоциклы автоспорт',
};

/** Codes in their order, each with the stems of its words. */
export interface Lexicon {
  codes: readonly string[];
  bitOf: ReadonlyMap<string, number>;
  /** The codes that a stem tells of, as bits. */
  bitsOfStem: ReadonlyMap<string, number>;
}

function lexiconOf<C extends string>(
  codes: readonly C[],
  words: Readonly<Record<C, string>>,
): Lexicon {
  const bitsOfStem = new Map<string, number>();
  codes.forEach((code, at) => {
    for (const stem of wordsOf(words[code]).keys())
      bitsOfStem.set(stem, (bitsOfStem.get(stem) ?? 0) | (1 << at));
  });
  return { codes, bitOf: new Map(codes.map((code, at) => [code, 1 << at])), bitsOfStem };
}

export const TOPIC_LEXICON = lexiconOf(TOPICS, TOPIC_WORDS);
export const INTEREST_LEXICON = lexiconOf(MATCH_INTERESTS, INTEREST_WORDS);

/** How many bits are set. */
export function countBits(bits: number): number {
  let n = bits - ((bits >>> 1) & 0x55555555);
  n = (n & 0x33333333) + ((n >>> 2) & 0x33333333);
  return (((n + (n >>> 4)) & 0x0f0f0f0f) * 0x01010101) >>> 24;
}

/** The codes of a list whose bits are set, in their order. */
export const codesIn = (codes: readonly string[], bits: number): string[] =>
  codes.filter((_, at) => (bits & (1 << at)) !== 0);

/** The bits of those codes that stand in a list. */
export const bitsIn = (codes: readonly string[], said: readonly string[]): number =>
  said.reduce((bits, one) => {
    const at = codes.indexOf(one);
    return at < 0 ? bits : bits | (1 << at);
  }, 0);
