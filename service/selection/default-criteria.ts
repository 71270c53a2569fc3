import type { Criterion } from '../api/criteria.js';

/**
 * The list of criteria that a programme begins with. What to look at is said by the methodology: life
 * experience, interests, professional competences, age of the mentees, time (§5.2, [S3]); intentions,
 * motivation (§5.3, [S3]); psychological readiness in the interview (§3, stage 4, [S0][S3]). The wording,
 * and what is marked [Р], are ours: a college changes them.
 */
export const DEFAULT_CRITERIA: readonly Criterion[] = [
  {
    code: 'motivation',
    text: 'Мотивация и намерения',
    help: 'Понимает, зачем становится наставником, и чего ждёт от программы.',
    source: 'S3, §5.3',
  },
  {
    code: 'life_experience',
    text: 'Жизненный опыт, которым готов делиться',
    help: null,
    source: 'S3, §5.2',
  },
  {
    code: 'competence',
    text: 'Профессиональные компетенции',
    help: 'Подтверждены образованием, работой, победами или отзывами.',
    source: 'S3, §5.2',
  },
  {
    code: 'achievements',
    text: 'Достижения, важные для программы',
    help: 'Есть в портфолио.',
    source: 'П+, §5.2',
  },
  {
    code: 'interests',
    text: 'Интересы, близкие наставляемым',
    help: null,
    source: 'S3, §5.2',
  },
  {
    code: 'age',
    text: 'Готовность работать с возрастом наставляемых',
    help: null,
    source: 'S3, §5.2',
  },
  {
    code: 'time',
    text: 'Ресурс времени',
    help: 'Может встречаться не реже одного раза в две недели.',
    source: 'S3, §5.2',
  },
  {
    code: 'readiness',
    text: 'Психологическая готовность',
    help: 'По итогам собеседования.',
    source: 'S0, S3, §3',
  },
  {
    code: 'communication',
    text: 'Умение слушать и объяснять',
    help: null,
    source: 'Р',
  },
  {
    code: 'responsibility',
    text: 'Ответственность и соблюдение договорённостей',
    help: null,
    source: 'Р',
  },
];
