import { expect } from 'chai';
import ICAL from 'ical.js';
import type { OutputOf } from '../../../service/api/endpoint.js';
import type { Contract } from '../../../service/api/index.js';
import { calendarText } from '../../pages/calendar/ics.js';
import { createI18n } from '../../web/i18n.js';

type Feed = OutputOf<Contract['readCalendarFeed']>;
type FeedEvent = Feed['events'][number];

const ORIGIN = 'https://nastavnik.example:8443/tool';
const ID = '01900000-0000-7000-8000-000000000001';

const event = (change: Partial<FeedEvent> = {}): FeedEvent => ({
  plannedMeetingId: ID,
  mySide: 'mentee',
  names: [],
  others: 1,
  kind: 'organisational',
  onDate: '2026-11-20',
  startsAt: '2026-11-20T12:00:00.000Z',
  endsAt: '2026-11-20T12:45:00.000Z',
  state: 'agreed',
  place: null,
  link: null,
  createdAt: '2026-11-10T09:00:00.000Z',
  changedAt: '2026-11-11T10:30:00.000Z',
  version: 3,
  ...change,
});

describe('the calendar that programs read', () => {
  const t = createI18n().translator('ru');
  const textOf = (...events: FeedEvent[]): string =>
    calendarText(
      t,
      { programmeTitle: 'Наставничество', withNames: false, timeZone: 'Europe/Moscow', events },
      ORIGIN,
    );
  const read = (text: string) => {
    const calendar = new ICAL.Component(ICAL.parse(text));
    return calendar.getAllSubcomponents('vevent').map((one) => ({
      one,
      event: new ICAL.Event(one),
      value: (name: string) => String(one.getFirstPropertyValue(name) ?? ''),
    }));
  };

  it('is read by another parser: times, state, version, and nobody’s name', () => {
    const [seen] = read(textOf(event({ place: 'ауд. 214', link: 'https://room.example/1' })));
    expect(seen?.event.startDate.toJSDate().toISOString()).to.equal('2026-11-20T12:00:00.000Z');
    expect(seen?.event.endDate.toJSDate().toISOString()).to.equal('2026-11-20T12:45:00.000Z');
    expect(seen?.event.summary).to.equal('Встреча с наставником');
    expect(seen?.event.description).to.equal('Организационная');
    expect(seen?.event.location).to.equal('ауд. 214');
    expect(seen?.event.uid).to.equal(`${ID}@nastavnik.example`);
    expect(seen?.value('sequence')).to.equal('3');
    expect(seen?.value('status')).to.equal('CONFIRMED');
    expect(seen?.value('dtstamp')).to.equal('2026-11-11T10:30:00Z');
    expect(seen?.value('url')).to.equal('https://room.example/1');
  });

  it('says times in UTC alone, so that every program shows the same', () => {
    const text = textOf(event());
    expect(text).to.include('DTSTART:20261120T120000Z\r\n');
    expect(text).to.include('DTEND:20261120T124500Z\r\n');
    expect(text).not.to.match(/TZID|VTIMEZONE/);
  });

  const states: [state: FeedEvent['state'], status: string][] = [
    ['proposed', 'TENTATIVE'],
    ['agreed', 'CONFIRMED'],
    ['held', 'CONFIRMED'],
    ['cancelled', 'CANCELLED'],
  ];
  for (const [state, status] of states) {
    it(`calls ${state} ${status}, under one UID`, () => {
      const [seen] = read(textOf(event({ state })));
      expect([seen?.value('status'), seen?.event.uid]).to.deep.equal([
        status,
        `${ID}@nastavnik.example`,
      ]);
    });
  }

  const summaries: [what: string, change: Partial<FeedEvent>, summary: string][] = [
    ['a mentor, without names', { mySide: 'mentor' }, 'Встреча с наставляемым'],
    ['a mentor of a group', { mySide: 'mentor', others: 5 }, 'Встреча с группой (5)'],
    ['who wants names', { names: ['Кузнецова М. С.'] }, 'Встреча: Кузнецова М. С.'],
    [
      'two names',
      { names: ['Иванов А.', 'Петров Б.'], others: 2 },
      'Встреча: Иванов А., Петров Б.',
    ],
    [
      'a group, however much names are wanted',
      { mySide: 'mentor', names: ['А', 'Б', 'В'], others: 3 },
      'Встреча с группой (3)',
    ],
  ];
  for (const [what, change, summary] of summaries) {
    it(`names a meeting for ${what}`, () => {
      expect(read(textOf(event(change)))[0]?.event.summary).to.equal(summary);
    });
  }

  it('a day without a time is the whole day, whatever the zone of this machine', () => {
    const [seen] = read(textOf(event({ startsAt: null, endsAt: null })));
    expect(seen?.event.startDate.isDate).to.equal(true);
    expect(seen?.event.startDate.toString()).to.equal('2026-11-20');
    expect(seen?.event.endDate.toString()).to.equal('2026-11-21');
  });

  it('has no line over 75 octets, and none cut inside a letter (RFC 5545 §3.1)', () => {
    const place =
      'Актовый зал, второй корпус, третий этаж, направо; спросить на вахте\\или позвонить, '.repeat(
        4,
      );
    const text = textOf(event({ place: place.trim() }));
    for (const line of text.split('\r\n')) {
      expect(Buffer.byteLength(line), line).to.be.at.most(75);
      expect(Buffer.from(line).toString(), line).to.equal(line);
      expect(line).not.to.include('\ufffd');
    }
    expect(text.replaceAll('\r\n', '')).not.to.match(/[\r\n]/);
    expect(read(text)[0]?.event.location).to.equal(place.trim());
  });

  it('is the same text for the same meetings, so that nothing is sent again', () => {
    const events = [
      event(),
      event({ plannedMeetingId: ID.replace(/1$/, '2'), state: 'cancelled' }),
    ];
    expect(textOf(...events)).to.equal(textOf(...events));
    expect(textOf(...events)).not.to.equal(textOf(event({ version: 4 })));
  });

  it('without any meeting is a calendar all the same', () => {
    expect(read(textOf())).to.deep.equal([]);
    expect(textOf()).to.match(/^BEGIN:VCALENDAR\r\nVERSION:2\.0\r\n/);
  });

  it('no words of a place break out of their line', () => {
    const place = 'зал\nEND:VEVENT\nBEGIN:VEVENT\nSUMMARY:чужое';
    const events = read(textOf(event({ place })));
    expect(events.map(({ event: one }) => one.location)).to.deep.equal([place]);
  });
});
