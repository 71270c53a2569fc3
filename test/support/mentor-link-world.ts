import {
  type BuiltPair,
  type BuiltPerson,
  buildPair,
  buildPerson,
} from '../../service/test/support/builders.js';
import { DATABASE_KINDS } from './databases.js';
import { type LinkWorld, startLinkWorld } from './link-world.js';
import { fieldValue, newSurfer, type Seen, type Surfer } from './surfer.js';

/** What a mentor writes of a meeting in the tests. */
export const DONE = 'Разобрали допуски и посадки на примере вала редуктора';

/** A browser without script that holds a mentor's link. */
export function holder(w: LinkWorld, surfer: Surfer = newSurfer(w.url)) {
  let page: Seen;
  let base = '';
  const at = (path: string) => `${base}/${path}`.replace(/\/$/, '');
  return {
    surfer,
    get page() {
      return page;
    },
    get base() {
      return base;
    },
    async open(token: string) {
      page = await surfer.get(`${w.url}/link/${token}`);
      base = page.url.split('?')[0]?.split('/').slice(0, 5).join('/') ?? '';
      return page;
    },
    async get(path: string) {
      page = await surfer.get(at(path));
      return page;
    },
    /** Sends a form with the token of the page that is open. */
    async post(path: string, fields: Record<string, string> = {}, from: Seen = page) {
      const csrf = fieldValue(from.body, '_csrf');
      page = await surfer.post(at(path), { _csrf: csrf, ...fields });
      return page;
    },
    /** Opens the link and confirms it with a code that was told, or without one. */
    async enter(made: { token: string; toldCode: string | null }) {
      await this.open(made.token);
      return this.post('confirm', { answer: made.toldCode ?? '' });
    },
  };
}
export type Holder = ReturnType<typeof holder>;

/** SQLite in one process; MariaDB, where it is, with the service spoken to over HTTP. */
export const SHAPES = (['one', 'split'] as const).map((shape) => ({
  shape,
  database: shape === 'split' ? (DATABASE_KINDS.at(-1) ?? 'sqlite') : ('sqlite' as const),
}));

/** A college with a mentor without an account and their pair, and another such mentor with theirs. */
export interface MentorLinkWorld {
  w: LinkWorld;
  mentor: BuiltPerson;
  mentee: BuiltPerson;
  pair: BuiltPair;
  stranger: BuiltPerson;
  foreign: BuiltPair;
  of(person?: BuiltPerson): { programmeId: string; personId: string };
  /** Makes a link with a code that is told. */
  told(person?: BuiltPerson): Promise<{ token: string; toldCode: string | null; linkId: string }>;
  /** The fields of a meeting's form. */
  meeting(more?: Record<string, string>): Record<string, string>;
  /** A browser on the mentor's page. */
  entered(): Promise<Holder>;
}

/** The world for the tests of a block; mentors, mentees and pairs are new for each test. */
export function mentorLinkWorld({ shape, database }: (typeof SHAPES)[number]): MentorLinkWorld {
  const world = {} as MentorLinkWorld;
  Object.assign(world, {
    of: (person = world.mentor) => ({
      programmeId: world.w.programme.programmeId,
      personId: person.personId,
    }),
    told: (person = world.mentor) =>
      world.w.boss.createMentorLink({ ...world.of(person), confirmation: 'told_code' }),
    meeting: (more = {}) => ({
      heldOn: '2026-11-09',
      kind: 'regular',
      minutes: '60',
      format: 'in_person',
      attendeeIds: world.mentee.personId,
      done: DONE,
      idempotencyKey: `key-${Math.random().toString(36).slice(2, 12)}`,
      ...more,
    }),
    async entered() {
      const h = holder(world.w);
      await h.enter(await world.told());
      return h;
    },
  } satisfies Partial<MentorLinkWorld>);
  before(async () => {
    world.w = await startLinkWorld(database, true, shape);
  });
  after(() => world.w.close());
  beforeEach(async () => {
    const { tool, programme } = world.w;
    const person = (role: 'mentor' | 'mentee', familyName: string) =>
      buildPerson(tool.db, programme, {
        roles: [role],
        familyName,
        ...(role === 'mentor' ? { lmsStatus: 'none' as const } : {}),
      });
    world.mentor = await person('mentor', 'Мастеров');
    world.mentee = await person('mentee', 'Учеников');
    world.stranger = await person('mentor', 'Чужаков');
    const other = await person('mentee', 'Посторонняя');
    const pairOf = (mentor: BuiltPerson, mentee: BuiltPerson) =>
      buildPair(tool.db, programme, { mentors: [mentor], mentees: [mentee] });
    world.pair = await pairOf(world.mentor, world.mentee);
    world.foreign = await pairOf(world.stranger, other);
  });
  return world;
}
