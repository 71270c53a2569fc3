import { expect } from 'chai';
import type { MeetingRow } from '../../../service/api/meetings.js';
import { historyModel, shortName } from '../../pages/meetings/history-model.js';
import { linkRows, readFields } from '../../pages/meetings/meeting-fields.js';
import { confirmationWords } from '../../pages/meetings/meeting-words.js';
import { timelineModel } from '../../pages/meetings/timeline-model.js';
import type { PageContext } from '../../web/context.js';
import { createFormats } from '../../web/formats.js';
import { createI18n } from '../../web/i18n.js';
import { fakeId } from '../support/fake-data.js';

const t = createI18n().translator('ru');
const ctx = {
  t,
  ref: (list: string, code: string | null | undefined) => (code ? t(`ref.${list}.${code}`) : ''),
  fmt: createFormats('ru', '2026-03-12', 'UTC'),
  locale: 'ru',
  url: (path: string) => path,
} as unknown as PageContext;

const row = (heldOn: string): MeetingRow => ({
  meetingId: fakeId(3, 1),
  pairId: fakeId(2, 1),
  pairTitle: 'Пара',
  heldOn,
  kind: 'regular',
  minutes: 60,
  format: 'in_person',
  topic: null,
  done: '',
  came: 1,
  invited: 1,
  confirmed: 0,
  disputed: 0,
  version: 1,
  withdrawn: false,
});
const titles = (dates: string[], options: { startsOn: string | null; until: string }) =>
  timelineModel(ctx, dates.map(row), {
    ...options,
    total: dates.length,
    morePath: 'meetings',
  }).months.map((month) => month.title);

describe('words about meetings', () => {
  it('shows months without a meeting as gaps, at both ends too', () => {
    expect(
      titles(['2026-01-20', '2025-10-02'], { startsOn: '2025-08-10', until: '2026-03-12' }),
    ).to.deep.equal([
      'Февраль 2026: встреч не было',
      'Январь 2026',
      'Ноябрь – декабрь 2025: встреч не было',
      'Октябрь 2025',
      'Август – сентябрь 2025: встреч не было',
    ]);
    expect(
      titles(['2026-03-01', '2025-11-30'], { startsOn: '2025-11-20', until: '2026-03-12' }),
    ).to.deep.equal(['Март 2026', 'Декабрь 2025 – февраль 2026: встреч не было', 'Ноябрь 2025']);
    expect(titles([], { startsOn: '2026-03-01', until: '2026-03-12' })).to.deep.equal([]);
  });

  it('does not call the time before a cut list a gap', () => {
    const timeline = timelineModel(ctx, [row('2026-03-01')], {
      startsOn: '2025-09-01',
      until: '2026-03-12',
      total: 120,
      morePath: 'meetings',
    });
    expect(timeline.months).to.have.length(1);
    expect(timeline.more?.label).to.contain('120');
  });

  it('says a history of changes in words', () => {
    const [changed, created] = historyModel(
      ctx,
      [
        {
          at: '2026-03-12T07:00:00.000Z',
          actorName: 'Иванова Анна Петровна',
          byLink: false,
          before: { minutes: 60, topic: null, attendeeIds: ['a'] },
          after: { minutes: 90, topic: 'career', attendeeIds: ['a', 'b'] },
        },
        {
          at: '2026-03-11T07:00:00.000Z',
          actorName: '',
          byLink: false,
          before: null,
          after: { minutes: 60 },
        },
      ],
      { minutes: 'Длительность', topic: 'Направление', attendeeIds: 'Кто был' },
      new Map([
        ['a', 'Артём'],
        ['b', 'Борис'],
      ]),
    );
    expect(changed?.head).to.equal('12.03.2026, 07:00, Иванова А. П.');
    expect(
      changed?.changes.map(({ label, before, after }) => `${label}: ${before} → ${after}`),
    ).to.deep.equal([
      'Длительность: 1 ч → 1 ч 30 мин',
      'Направление:  → Профессия и карьера',
      'Кто был: Артём → Артём, Борис',
    ]);
    expect(created).to.deep.include({ kind: 'created', head: '11.03.2026, 07:00' });
  });

  it('shortens only names of three Russian words', () => {
    expect(shortName('Ёлкин Пётр Ильич')).to.equal('Ёлкин П. И.');
    for (const name of ['Anna Maria Smith', 'Иванова Анна', 'Ли', 'Эль Фасси Карим оглы']) {
      expect(shortName(name)).to.equal(name);
    }
  });

  it('says where confirmations stand', () => {
    const words = (came: number, confirmed: number, disputed: number) =>
      confirmationWords(t, { came, confirmed, disputed }).text;
    expect(words(1, 0, 0)).to.equal('ждёт подтверждения');
    expect(words(3, 1, 0)).to.equal('подтвердили 1 из 3');
    expect(words(3, 3, 0)).to.equal('подтверждена');
    expect(words(1, 0, 1)).to.equal('есть возражение');
    expect(words(3, 1, 2)).to.equal('возразили 2 из 3');
  });

  it('reads links by rows, empty ones left out, and a bare address as https', () => {
    const body = {
      linkUrl: ['example.ru/a', '', 'http://b.example', 'ftp://c'],
      linkTitle: ['А', '', '', ''],
    };
    expect(linkRows(body)).to.deep.equal([
      { url: 'https://example.ru/a', title: 'А' },
      { url: 'http://b.example', title: '' },
      { url: 'ftp://c', title: '' },
    ]);
    expect(readFields({ minutes: 'own', minutesOwn: ' 40 ', kind: 'trial' })).to.include({
      minutes: '40',
      topic: null,
    });
  });
});
