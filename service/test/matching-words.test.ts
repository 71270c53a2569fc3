import { expect } from 'chai';
import fc from 'fast-check';
import { type AgeRange, ageRangeOf, yearsOn } from '../matching/engine/age-range.js';
import { countBits } from '../matching/engine/lexicon.js';
import { genderOfName } from '../matching/engine/said.js';
import { weekTimesOf } from '../matching/engine/week-times.js';
import { nameKey, stemOf } from '../matching/engine/words.js';

describe('ages that mentors prefer', () => {
  const CASES: [string, AgeRange | 'any' | null][] = [
    ['15–17', { from: 15, to: 17 }],
    ['14-18 лет', { from: 14, to: 18 }],
    ['16 — 18', { from: 16, to: 18 }],
    ['с 14 до 16 лет', { from: 14, to: 16 }],
    ['от 15 лет до 17 лет', { from: 15, to: 17 }],
    ['от 16', { from: 16, to: Infinity }],
    ['От 18 лет', { from: 18, to: Infinity }],
    ['16+', { from: 16, to: Infinity }],
    ['17 лет и старше', { from: 17, to: Infinity }],
    ['старше 16', { from: 16, to: Infinity }],
    ['не младше 16', { from: 16, to: Infinity }],
    ['до 20 лет', { from: 0, to: 20 }],
    ['не старше 18', { from: 0, to: 18 }],
    ['17 лет', { from: 17, to: 17 }],
    ['18-16', { from: 16, to: 18 }],
    ['студенты 16–18 лет', { from: 16, to: 18 }],
    ['любой', 'any'],
    ['Не важно', 'any'],
    ['всё равно', 'any'],
    ['несовершеннолетние', { from: 0, to: 17 }],
    ['взрослые', { from: 18, to: Infinity }],
    ['1 курс', null],
    ['как получится', null],
    ['', null],
  ];
  for (const [words, range] of CASES)
    it(`«${words}»`, () => expect(ageRangeOf(words)).to.deep.equal(range));

  it('years are whole on the birthday, of 29 February on 1 March', () => {
    expect(yearsOn('2008-11-28', '2026-11-28')).to.equal(18);
    expect(yearsOn('2008-11-29', '2026-11-28')).to.equal(17);
    expect(yearsOn('2008-02-29', '2026-02-28')).to.equal(17);
    expect(yearsOn('2008-02-29', '2026-03-01')).to.equal(18);
  });
});

describe('words of people', () => {
  it('forms and near relatives have one stem, others do not', () => {
    const same = [
      ['математика', 'математике', 'математический', 'Математикой'],
      ['музыка', 'музыкальный'],
      ['спорт', 'спортивные'],
      ['лидер', 'лидерство', 'лидеры'],
      ['программирование', 'программист'],
      ['учёба', 'учебе'],
      ['электрик', 'электрика'],
    ];
    for (const words of same) expect(new Set(words.map(stemOf)).size, words.join()).to.equal(1);
    const other = ['автомобиль', 'автоматизация', 'механика', 'медицина', 'сварка', 'свеча'];
    expect(new Set(other.map(stemOf)).size).to.equal(other.length);
  });

  it('names are one without regard to ё, case, points and order', () => {
    expect(nameKey('Дёмина  АННА Ильинична')).to.equal(nameKey('Анна Ильинична Демина'));
    expect(nameKey('Дёмина Анна')).not.to.equal(nameKey('Дёмина Анна Ильинична'));
  });

  const TIMES: [string, string[] | null][] = [
    ['вторник после 15:00', ['tue_day', 'tue_evening']],
    ['2 часа в неделю, по средам', ['wed_day', 'wed_evening']],
    ['пн, чт вечером', ['mon_evening', 'thu_evening']],
    ['суббота утром', ['sat_day']],
    ['после 18:00 по пятницам', ['fri_evening']],
    ['2 часа в неделю', null],
    ['средняя занятость', null],
  ];
  for (const [words, times] of TIMES)
    it(`time: «${words}»`, () => expect(weekTimesOf(words)).to.deep.equal(times));

  it('a patronymic tells the gender, a family name alone does not', () => {
    expect(genderOfName('Лебедева Ольга Николаевна')).to.equal('female');
    expect(genderOfName('Абрамович Анна Ильинична')).to.equal('female');
    expect(genderOfName('Анна Ильинична Абрамович')).to.equal('female');
    expect(genderOfName('Мамедов Рустам Эльдарович')).to.equal('male');
    expect(genderOfName('Алиева Лейла Ахмед кызы')).to.equal('female');
    expect(genderOfName('Абрамович Олег')).to.equal(null);
    expect(genderOfName('Ким Чен Ир')).to.equal(null);
  });

  it('bits are counted', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 0x7fffffff }), (bits) => {
        const ones = bits.toString(2).replaceAll('0', '').length;
        expect(countBits(bits)).to.equal(ones);
      }),
    );
  });
});
