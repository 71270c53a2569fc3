/** Which column of somebody's table is which of a register, guessed by the titles; people correct it. */
import { REGISTER_COLUMNS, type Register, type RegisterField } from './register-columns.js';

/** Field → index of the column in the file; what is not named is not in it. */
export type Mapping = Partial<Record<RegisterField, number>>;

/** Fields that a file may fill: all of the register but the running number. */
export const importFields = (register: Register): RegisterField[] =>
  REGISTER_COLUMNS[register].map(({ field }) => field).filter((field) => field !== 'number');

/** Without them nothing can be taken in. */
export const REQUIRED_FIELDS: readonly RegisterField[] = ['name'];

export const foldTitle = (title: string): string =>
  title
    .toLowerCase()
    .replaceAll('ё', 'е')
    .replace(/[^a-zа-я0-9]+/g, ' ')
    .trim();

const FULL_NAME = '(?:фио|ф и о|фамилия имя отчество)';

interface Hint {
  yes: RegExp;
  no?: RegExp;
}

/** How people name the columns in their own tables, in folded words. */
const COMMON: Partial<Record<RegisterField, Hint>> = {
  contacts: { yes: /контакт|телефон|почта|e ?mail|связ/ },
  enteredOn: {
    yes: /дата (?:вхожд|вступ|начал|закреп|включ)|^начало|^период с$|^(?:вступил|вошел|вошла|включен)/,
  },
  form: { yes: /форма/ },
  endsOn: {
    yes: /дата (?:заверш|оконч)|^окончание|^завершение|^период по$|^(?:завершил|окончил|закончил)/,
  },
  results: { yes: /результат|итог/ },
  reviewUrl: { yes: /ссылк|кейс|отзыв/ },
};

const HINTS: Readonly<Record<Register, Partial<Record<RegisterField, Hint>>>> = {
  mentees: {
    ...COMMON,
    name: {
      yes: new RegExp(
        `^${FULL_NAME}(?: (?:наставляемого|студента|обучающегося|участника))?$|^наставляемый$|^студент$`,
      ),
    },
    birthYear: { yes: /рожден|^г р$/ },
    request: { yes: /запрос|проблем/ },
    others: { yes: /наставник/, no: /мест|должност|ссылк|отзыв|контакт|форма/ },
    othersWorkplace: { yes: /мест|должност/ },
    mark: { yes: /отметк|прош[её]л|прохожд/ },
  },
  mentors: {
    ...COMMON,
    name: { yes: new RegExp(`^${FULL_NAME}(?: наставника)?$|^наставник$`) },
    workplace: { yes: /мест|должност|предприят/, no: /наставляем/ },
    competences: { yes: /компетенц|умени/ },
    achievements: { yes: /достижен/ },
    interests: { yes: /интерес|хобби/ },
    preferredAge: { yes: /возраст/ },
    timeResource: { yes: /ресурс|врем/ },
    others: { yes: /наставляем|студент/, no: /мест|возраст|ссылк|отзыв|форма/ },
    othersWorkplace: { yes: /мест.*наставляем/ },
  },
};

const EXACT = 2;
const LIKELY = 1;

function score(register: Register, field: RegisterField, folded: string): number {
  const official = REGISTER_COLUMNS[register].find((column) => column.field === field);
  if (official && foldTitle(official.title) === folded) return EXACT;
  const hint = HINTS[register][field];
  return hint?.yes.test(folded) && !hint.no?.test(folded) ? LIKELY : 0;
}

/** The likeliest mapping: official titles first, then what people write; each column once. */
export function guessMapping(register: Register, titles: readonly string[]): Mapping {
  const folded = titles.map(foldTitle);
  const mapping: Mapping = {};
  const taken = new Set<number>();
  for (const wanted of [EXACT, LIKELY]) {
    for (const field of importFields(register)) {
      if (mapping[field] !== undefined) continue;
      const index = folded.findIndex(
        (title, i) => title !== '' && !taken.has(i) && score(register, field, title) >= wanted,
      );
      if (index < 0) continue;
      mapping[field] = index;
      taken.add(index);
    }
  }
  return mapping;
}

/** Which of the first rows holds the titles: the one of which most are understood; else the first. */
export function titleRow(register: Register, rows: readonly (readonly string[])[]): number {
  const understood = rows.map((cells) => Object.keys(guessMapping(register, cells)).length);
  const most = Math.max(0, ...understood);
  return most < 2 ? 0 : understood.indexOf(most);
}

/** Below the titles some tables number their columns: 1, 2, 3, … */
export const isRowOfNumbers = (cells: readonly string[]): boolean =>
  cells.length > 2 && cells.every((text, i) => text === String(i + 1));

/** Which register a table's titles are of; null: either. */
export function registerOfTitles(titles: readonly string[]): Register | null {
  const has = (register: Register, field: RegisterField) =>
    guessMapping(register, titles)[field] !== undefined;
  if (has('mentees', 'birthYear') || has('mentees', 'request')) return 'mentees';
  return has('mentors', 'competences') || has('mentors', 'preferredAge') ? 'mentors' : null;
}
