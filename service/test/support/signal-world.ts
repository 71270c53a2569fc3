import type { Db } from '../../../shared/db/connect.js';
import { inTransaction } from '../../../shared/db/transaction.js';
import type { InputOf } from '../../api/endpoint.js';
import type { Contract, MentoringClient, Role } from '../../api/index.js';
import { meetingHandlers } from '../../meetings/meeting-handlers.js';
import { refreshPairSummary } from '../../pairs/index.js';
import { pairHandlers } from '../../pairs/pair-handlers.js';
import { programmeHandlers } from '../../programmes/programme-handlers.js';
import { signalHandlers } from '../../signals/signal-handlers.js';
import {
  type BuiltPair,
  type BuiltPerson,
  type BuiltProgramme,
  buildPair,
  buildPerson,
  buildProgramme,
  type OpenDb,
  type TestService,
  withService,
} from './harness.js';
import { consentAll } from './register-world.js';

export const SIGNAL_FEATURES = [signalHandlers, pairHandlers, meetingHandlers, programmeHandlers];
const NOW = '2026-11-10T09:00:00Z';

type Act = InputOf<Contract['actOnSignal']>;

/** A programme on 10 November 2026 with a coordinator; everybody in it has consented. */
export class SignalWorld {
  db!: Db;
  service!: TestService;
  programme!: BuiltProgramme;
  coordinator!: BuiltPerson;

  async open(openDb: OpenDb): Promise<void> {
    this.db = await openDb();
    this.service = withService(this.db, SIGNAL_FEATURES);
  }

  async build(): Promise<void> {
    this.service.clock.set(NOW);
    this.programme = await buildProgramme(this.db);
    this.coordinator = await this.person('coordinator', 'Орлова');
  }

  person(
    role: Role,
    familyName?: string,
    more: Parameters<typeof buildPerson>[2] = {},
  ): Promise<BuiltPerson> {
    const named = familyName === undefined ? {} : { familyName };
    return buildPerson(this.db, this.programme, { roles: [role], ...named, ...more });
  }

  /** A pair with an order, of new people who have consented, begun on 1 September. */
  async pair(
    overrides: Parameters<typeof buildPair>[3] & { mentees?: number; mentor?: BuiltPerson } = {},
  ): Promise<BuiltPair> {
    const { mentees: count = 1, mentor, ...of } = overrides;
    const mentees = await Promise.all(Array.from({ length: count }, () => this.person('mentee')));
    const people = { mentors: [mentor ?? (await this.person('mentor'))], mentees };
    const pair = await buildPair(this.db, this.programme, people, of);
    await this.db('pairs').where('id', pair.pairId).update({ order_number: '1-н' });
    await consentAll(this.db, this.programme.programmeId, '2026-09-01');
    await this.changed();
    return pair;
  }

  /** As after a write: what was remembered is asked for anew. */
  async changed(): Promise<void> {
    await this.db('programmes').where('id', this.programme.programmeId).increment('revision', 1);
  }

  /** As after a write about a pair's meetings: its sums are made anew. */
  async summed({ pairId }: BuiltPair): Promise<void> {
    await inTransaction(this.db, (trx) => refreshPairSummary(trx, pairId));
    await this.changed();
  }

  as(person: BuiltPerson = this.coordinator): MentoringClient {
    return this.service.as(person.actor());
  }

  list(
    filter: Partial<InputOf<Contract['listSignals']>> = {},
    person: BuiltPerson = this.coordinator,
  ) {
    return this.as(person).listSignals({ programmeId: this.programme.programmeId, ...filter });
  }

  /** The codes of a pair's signals today, each with how it stands. */
  async codes(pair: BuiltPair): Promise<string[]> {
    const found = await this.of(pair);
    return found.signals.map(({ code, state }) => (state === 'open' ? code : `${code} ${state}`));
  }

  of(pair: BuiltPair, person: BuiltPerson = this.coordinator) {
    const { programmeId } = this.programme;
    return this.as(person).getPairSignals({ programmeId, pairId: pair.pairId });
  }

  /** Acts on the signal of this code that the pair has now. */
  async act(
    pair: BuiltPair,
    act: Pick<Act, 'code' | 'action'> & Partial<Act>,
    person: BuiltPerson = this.coordinator,
  ) {
    const signal = (await this.of(pair)).signals.find(({ code }) => code === act.code);
    const { programmeId } = this.programme;
    return this.as(person).actOnSignal({
      programmeId,
      pairId: pair.pairId,
      since: signal?.since ?? '2026-01-01',
      ...act,
    });
  }

  record() {
    return this.service.system.recordSignals({ programmeId: this.programme.programmeId });
  }

  /** The episodes as they are stored, in the order of kinds and days. */
  async episodes(): Promise<string[]> {
    const rows: { code: string; since: string; ended_on: string | null; ended_how: string }[] =
      await this.db('signal_episodes')
        .where('programme_id', this.programme.programmeId)
        .orderBy(['code', 'since']);
    return rows.map(
      ({ code, since, ended_on, ended_how }) =>
        `${code} ${since}${ended_on === null ? '' : ` ${ended_how} ${ended_on}`}`,
    );
  }
}

/** A world for the tests of a block: one database, everything in it new for each test. */
export function signalWorld(openDb: OpenDb): SignalWorld {
  const world = new SignalWorld();
  before(() => world.open(openDb));
  beforeEach(() => world.build());
  return world;
}
