import type { InputOf } from '../../../service/api/endpoint.js';
import type { Contract } from '../../../service/api/index.js';
import type { Meeting, MeetingFields } from '../../../service/api/meetings.js';
import { agreedAfter } from '../../../service/api/next-meeting.js';
import type { MyPair } from '../../../service/api/pairs.js';
import { AppError, invalid, notFound } from '../../../shared/errors.js';
import { FAKE_PERSON_ID, type FakeApi } from './fake-api.js';
import { FAKE_TODAY, fakeId } from './fake-data.js';
import { type FakeMeetings, MENTOR_NAME, meetingOf } from './fake-meetings.js';

/** The rules of the service that the pages' tests meet, in short. */
function check(fields: MeetingFields, pair: MyPair | undefined): void {
  if (!pair) throw notFound('pair');
  if (pair.state !== 'active') throw invalid([{ path: '', code: 'meeting.pairClosed' }]);
  const problems = [];
  if (fields.heldOn > FAKE_TODAY)
    problems.push({ path: 'heldOn', code: 'meeting.inFuture', params: { today: FAKE_TODAY } });
  else if (fields.heldOn < pair.startsOn) {
    problems.push({
      path: 'heldOn',
      code: 'meeting.beforePair',
      params: { startsOn: pair.startsOn },
    });
  }
  for (const [i, id] of fields.attendeeIds.entries()) {
    if (!pair.mentees.some((m) => m.personId === id))
      problems.push({ path: `attendeeIds.${i}`, code: 'meeting.notOfPair' });
  }
  if (problems.length > 0) throw invalid(problems);
}

/** Makes the fake log, correct, confirm and ask for help as the service does. */
export function answerWrites(api: FakeApi, fake: FakeMeetings): void {
  const written = new Map<string, Meeting>();
  const find = (meetingId: string) => {
    const found = fake.meetings.find((m) => m.meetingId === meetingId);
    if (!found) throw notFound('meeting');
    return found;
  };
  const parsed = (input: object) =>
    input as MeetingFields & {
      pairId: string;
      meetingId: string;
      version: number;
      idempotencyKey: string;
    };
  Object.assign(api.overrides, {
    getMeeting: async (input: { meetingId: string }) => find(input.meetingId),
    findPlannedOf: async () => ({ rows: [] }),
    logMeeting: async (input: InputOf<Contract['logMeeting']>) => {
      const fields = parsed(input);
      const pair = fake.pairs.find((p) => p.pairId === fields.pairId);
      check(fields, pair);
      const earlier = written.get(fields.idempotencyKey);
      if (earlier) return earlier;
      const { heldOn } = fields;
      const standing = pair?.nextMeetingOn ?? null;
      const nextOn = agreedAfter(input.nextOn, standing, { today: FAKE_TODAY, heldOn });
      const whole = { ...fields, nextOn };
      const made = meetingOf(pair as MyPair, 5000 + fake.meetings.length, whole, MENTOR_NAME);
      fake.meetings.unshift(made);
      written.set(fields.idempotencyKey, made);
      return made;
    },
    correctMeeting: async (input: InputOf<Contract['correctMeeting']>) => {
      const fields = parsed(input);
      const stored = find(fields.meetingId);
      check(
        fields,
        fake.pairs.find((p) => p.pairId === stored.pairId),
      );
      if (stored.version !== fields.version) throw new AppError('changed_meanwhile', 'changed');
      const { attendeeIds, ...rest } = fields;
      const before = { minutes: stored.minutes, done: stored.done };
      Object.assign(stored, rest, { version: stored.version + 1 });
      for (const one of stored.attendance) one.came = attendeeIds.includes(one.personId);
      const after = { minutes: stored.minutes, done: stored.done };
      fake.history.unshift({
        at: '2026-03-12T05:00:00.000Z',
        actorName: MENTOR_NAME,
        byLink: false,
        before,
        after,
      });
      return stored;
    },
    listMeetingFiles: async () => ({ rows: [], frozen: false, megabytes: 10 }),
    withdrawMeeting: async (input: InputOf<Contract['withdrawMeeting']>) => {
      const stored = find(input.meetingId);
      if (stored.withdrawn !== null) return stored;
      const reason = input.reason ?? '';
      if (stored.version !== Number(input.version))
        throw new AppError('changed_meanwhile', 'changed');
      const withdrawn = { at: '2026-03-12T05:00:00.000Z', byName: MENTOR_NAME, reason };
      return Object.assign(stored, { version: stored.version + 1, withdrawn });
    },
    respondToMeeting: async (input: {
      meetingId: string;
      decision: 'confirmed' | 'disputed';
      rating: number | null;
      objection: string;
    }) => {
      const stored = find(input.meetingId);
      const own = stored.attendance.find((a) => a.personId === FAKE_PERSON_ID);
      if (own)
        Object.assign(own, {
          confirmation: input.decision,
          rating: input.rating,
          objection: input.decision === 'disputed' ? input.objection : '',
        });
      return stored;
    },
    askForHelp: async (input: { pairId: string; text: string }) => {
      fake.help.unshift({
        helpRequestId: fakeId(4, fake.help.length),
        at: '2026-03-12T05:00:00.000Z',
        personId: FAKE_PERSON_ID,
        personName: 'Иванов Артём Дмитриевич',
        pairId: input.pairId,
        pairTitle: '',
        text: input.text,
        state: 'open',
        answer: null,
        answeredAt: null,
        version: 1,
      });
      return { helpRequestId: fakeId(4, 0) };
    },
  });
}
