import { expect } from 'chai';
import { readLines, readRow, type TypedRow } from '../../pages/meetings/several-lines.js';
import { createI18n } from '../../web/i18n.js';

describe('lines of past meetings that are pasted', () => {
  const t = createI18n().translator('ru');
  const ctx = {
    t,
    ref: (list: string, code: string | null | undefined) => t(`ref.${list}.${code}`),
  };
  const mentees = [
    { personId: 'a', name: 'Иванов Артём Денисович' },
    { personId: 'b', name: 'Петрова Анна' },
    { personId: 'c', name: 'Петрова Вера' },
    { personId: 'd', name: 'Семёнов Пётр' },
  ];
  const usual = { kind: 'regular', minutes: '45', format: 'in_person', mentees };
  const typed = (change: Partial<TypedRow> = {}): TypedRow => ({
    heldOn: '12.03.2027',
    kind: '',
    minutes: '',
    format: '',
    topic: '',
    done: '',
    agreed: '',
    sheetRow: '',
    came: '',
    ...change,
  });

  it('are parted by tabs or semicolons, with cells in quotes, without heading and empty lines', () => {
    const tabs = 'Дата\tВид\n12.03.2027\tПробная\t60\t\t\t"Резюме; письмо"\r\n\n1.4.2027\tОбычная';
    expect(
      readLines(tabs).map((row) => [row.heldOn, row.kind, row.minutes, row.done]),
    ).to.deep.equal([
      ['12.03.2027', 'Пробная', '60', 'Резюме; письмо'],
      ['1.4.2027', 'Обычная', '', ''],
    ]);
    const [semicolons] = readLines('12.03.2027;Пробная;60;онлайн;;"а; ""б""";Иванов');
    expect([semicolons?.done, semicolons?.came]).to.deep.equal(['а; "б"', 'Иванов']);
    expect(readLines('12.03.2027\n'.repeat(900))).to.have.length(501);
  });

  const rows: [what: string, row: Partial<TypedRow>, means: object][] = [
    [
      'what is left empty as usual',
      {},
      {
        kind: 'regular',
        minutes: '45',
        format: 'in_person',
        topic: null,
        attendeeIds: ['a', 'b', 'c', 'd'],
      },
    ],
    ['a date as people write it', { heldOn: '1.4.2027' }, { heldOn: '2027-04-01' }],
    ['a date of a date field', { heldOn: '2027-04-01' }, { heldOn: '2027-04-01' }],
    [
      'labels in any case',
      { kind: 'ПРОБНАЯ', format: 'по телефону', topic: 'гибкие навыки и лидерство' },
      { kind: 'trial', format: 'phone', topic: 'soft_skills' },
    ],
    [
      'the beginning of a label',
      { kind: 'орг', format: 'он' },
      { kind: 'organisational', format: 'online' },
    ],
    [
      'codes of the form’s lists',
      { kind: 'closing', topic: 'career' },
      { kind: 'closing', topic: 'career' },
    ],
    ['who came, by family name', { came: 'иванов, Петрова Вера' }, { attendeeIds: ['a', 'c'] }],
    ['ё and е alike', { came: 'Семенов' }, { attendeeIds: ['d'] }],
    ['all, in a word', { came: 'Все' }, { attendeeIds: ['a', 'b', 'c', 'd'] }],
    ['no date at all, which the service refuses', { heldOn: 'вчера' }, { heldOn: 'вчера' }],
  ];
  for (const [what, row, means] of rows) {
    it(`mean ${what}`, () => {
      const read = readRow(ctx, typed(row), usual);
      expect('row' in read && read.row).to.include.deep.keys(Object.keys(means));
      expect('row' in read && read.row).to.deep.include(means);
    });
  }

  const faults: [row: Partial<TypedRow>, problem: string][] = [
    [{ kind: 'Пробежка' }, 'Нет такого вида встречи: «Пробежка»'],
    [{ format: 'Почтой' }, 'Не понятно, как прошла встреча: «Почтой»'],
    [{ topic: 'Рыбалка' }, 'Нет такого направления: «Рыбалка»'],
    [{ came: 'Сидоров' }, 'В паре нет такого человека: «сидоров»'],
    [{ came: 'Петрова' }, 'Таких людей в паре несколько: «петрова»'],
  ];
  for (const [row, problem] of faults) {
    it(`say what is wrong: ${problem}`, () => {
      expect(readRow(ctx, typed(row), usual)).to.deep.equal({ problem });
    });
  }
});
