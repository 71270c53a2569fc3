import { expect } from 'chai';
import { createFormats } from '../../web/formats.js';

const ru = createFormats('ru', '2026-03-12', 'Asia/Krasnoyarsk');
const en = createFormats('en', '2026-03-12', 'Asia/Krasnoyarsk');

describe('formats', () => {
  it('writes dates', () => {
    expect(ru.date('2025-03-12')).to.equal('12.03.2025');
    expect(en.date('2025-03-02')).to.equal('2 Mar 2025');
    expect(ru.date(null)).to.equal('');
  });

  it('says near dates in words, and others as dates', () => {
    const cases: [string, string][] = [
      ['2026-03-12', 'сегодня'],
      ['2026-03-11', 'вчера'],
      ['2026-03-13', 'завтра'],
      ['2026-03-15', 'через 3 дня'],
      ['2026-02-26', '14 дней назад'],
      ['2026-02-25', '25.02.2026'],
    ];
    for (const [iso, words] of cases) expect(ru.near(iso), iso).to.equal(words);
    expect(en.near('2026-03-11')).to.equal('yesterday');
  });

  it('writes moments in the zone of the programme', () => {
    expect(ru.dateTime('2026-03-11T20:05:00.000Z')).to.equal('12.03.2026, 03:05');
    expect(ru.local('2026-03-11T20:05:00.000Z')).to.equal('2026-03-12 03:05');
    expect(ru.local(null)).to.equal(null);
    // The day of a moment is the day there, not that of Greenwich.
    expect(ru.date('2026-03-11T20:05:00.000Z')).to.equal('12.03.2026');
    expect(en.date('2026-03-11T16:05:00.000Z')).to.equal('11 Mar 2026');
    expect(ru.near('2026-03-11T20:05:00.000Z')).to.equal('сегодня');
  });

  it('writes numbers and lengths', () => {
    expect(ru.number(8.44, 1)).to.equal('8,4');
    expect(en.number(1234)).to.equal('1,234');
    expect(ru.minutes(90)).to.equal('1 ч 30 мин');
    expect(ru.minutes(60)).to.equal('1 ч');
    expect(ru.minutes(0)).to.equal('0 мин');
    expect(ru.list(['А', 'Б', 'В'])).to.equal('А, Б и В');
  });
});
