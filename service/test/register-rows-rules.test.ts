import { expect } from 'chai';
import fc from 'fast-check';
import { guessMapping } from '../api/register-imports.js';
import { REGISTER_COLUMNS } from '../api/registers.js';
import { formulaFaults, mergedFaults, withFaults } from '../registers/fault-rules.js';
import { readRow } from '../registers/row-rules.js';

describe('registers: what is wrong in a row', () => {
  const official = guessMapping(
    'mentees',
    REGISTER_COLUMNS.mentees.map(({ title }) => title),
  );
  const context = { register: 'mentees' as const, mapping: official, today: '2026-11-10' };
  const GOOD = [
    '1',
    'Иванов Иван Петрович',
    'Иванова Анна, +7 900 111-22-33',
    '2010',
    'Сдать сессию',
    '01.09.2026',
    'Петров Пётр Ильич',
    'Студент – студент',
    'гр. ЭМ-21',
    '30.06.2027',
    '',
    '',
    'проходит',
  ];
  const problemsOf = (changes: Record<number, string>) =>
    readRow(
      2,
      GOOD.map((text, i) => changes[i] ?? text),
      context,
    ).problems.map(({ field, code }) => `${field}: ${code}`);

  const CASES: [string, Record<number, string>, string[]][] = [
    ['nothing', {}, []],
    ['no name', { 1: '' }, ['name: required']],
    ['one word', { 1: 'Иванов' }, ['name: import.name']],
    ['born in the future', { 3: '2030' }, ['birthYear: import.yearFuture']],
    ['born a century ago', { 2: '', 3: '1900' }, ['birthYear: birthDate.tooOld']],
    ['a child', { 3: '2024' }, ['birthYear: birthDate.tooYoung']],
    ['no year', { 3: 'не знаю' }, ['birthYear: import.birthYear']],
    ['no such date', { 5: '31.02.2026' }, ['enteredOn: import.date']],
    ['a pair without a date', { 5: '' }, ['enteredOn: import.dateNeeded']],
    ['an unknown form', { 7: 'сосед – сосед' }, ['form: import.form']],
    ['a pair without a form', { 7: '' }, ['form: import.formNeeded']],
    ['an end without a pair is looked at beside our own register', { 6: '', 12: '' }, []],
    ['completed, but still to end', { 12: 'прошёл' }, ['mark: import.markEarly']],
    ['completed without an end', { 9: '', 12: 'прошёл' }, ['endsOn: import.endNeeded']],
    ['a mark of nothing', { 12: 'как-нибудь' }, ['mark: import.mark']],
    ['a link that runs', { 11: 'javascript:alert(1)' }, ['reviewUrl: link.invalid']],
    ['a text without end', { 10: 'а'.repeat(2001) }, ['results: text.tooLong']],
    ['an adult’s contacts with words', { 3: '1990' }, ['contacts: import.contacts']],
    [
      'two telephones of an adult',
      { 2: '+7 900 111-22-33, +7 900 111-22-34', 3: '1990' },
      ['contacts: import.contactsMany'],
    ],
    [
      'everything at once',
      { 1: '', 3: '2030', 5: 'вчера', 7: '?' },
      [
        'form: import.form',
        'birthYear: import.yearFuture',
        'enteredOn: import.date',
        'name: required',
      ],
    ],
  ];
  for (const [title, changes, problems] of CASES) {
    it(title, () => {
      expect(problemsOf(changes)).to.have.members(problems);
    });
  }

  it('cells that cannot be taken are named in place of whatever else is wrong in them', () => {
    const merged = mergedFaults([
      { row: 9, lastRow: 9, column: 0, lastColumn: 0 },
      { row: 2, lastRow: 3, column: 1, lastColumn: 2 },
      { row: 3, lastRow: 3, column: 26, lastColumn: 27 },
    ]);
    const cells = GOOD.map((text, i) => ({ 1: '', 5: 'вчера' })[i] ?? text);
    const wrongIn = (number: number, formulas: number[]) => {
      const { problems } = readRow(number, cells, context);
      const faults = [...merged(number), ...formulaFaults(number, formulas)];
      return withFaults(problems, faults, { mapping: official, cells }).map(
        ({ field, code, params }) => `${field}: ${code} ${params['cells'] ?? ''}`.trim(),
      );
    };
    expect(wrongIn(1, [])).to.have.members(['name: required', 'enteredOn: import.date']);
    expect(wrongIn(2, [3, 0])).to.have.members([
      'name: import.merged B2:C3',
      'contacts: import.merged B2:C3',
      'birthYear: import.formula D2',
      'enteredOn: import.date',
    ]);
    expect(wrongIn(3, [])).to.have.members([
      'name: import.merged B2:C3',
      'contacts: import.merged B2:C3',
      'enteredOn: import.date',
    ]);
    expect(wrongIn(4, [5])).to.have.members(['name: required', 'enteredOn: import.formula F4']);
    const unused = withFaults([], formulaFaults(2, [27]), { mapping: official, cells });
    expect(unused, 'a column that nobody asks for').to.deep.equal([]);
    expect(formulaFaults(7, [27]).map((fault) => fault.cells)).to.deep.equal(['AB7']);
  });

  it('a minor’s contacts are those of the representative, an adult’s their own', () => {
    const contactsOf = (changes: Record<number, string>) =>
      readRow(
        2,
        GOOD.map((text, i) => changes[i] ?? text),
        context,
      ).row?.contacts;
    expect(contactsOf({})).to.include({
      representativeName: 'Иванова Анна',
      representativeContact: '+7 900 111-22-33',
      phone: null,
    });
    expect(contactsOf({ 2: 'ivan@mail.example', 3: '1990' })).to.include({
      email: 'ivan@mail.example',
      representativeName: null,
    });
  });

  it('whatever stands in the cells is understood or named, never thrown at', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ maxLength: 40 }), { maxLength: 15 }), (cells) => {
        const { row, problems } = readRow(2, cells, context);
        expect(row !== null || problems.some(({ field }) => field === 'name')).to.equal(true);
      }),
    );
  });
});
