import type { InputOf, OutputOf } from '../../../service/api/endpoint.js';
import type { Contract, MentoringApi, MentoringClient } from '../../../service/api/index.js';
import { AppError } from '../../../shared/errors.js';
import { newId } from '../../../shared/ids.js';
import type { TestClock } from './support.js';

type Claimed = OutputOf<Contract['listDueGrades']>['grades'][number];
type GradeResult = InputOf<Contract['recordGradeResult']>['results'][number];
type RosterCall = InputOf<Contract['syncRoster']>;

/** One score of the fake outbox. */
export interface FakeGrade extends Claimed {
  state: 'waiting' | 'sending' | 'sent' | 'refused' | 'not_graded';
  reason: string | null;
  dueAt: number;
  claimedUntil: number;
}

/** The mentoring service as the LTI services see it, in memory; keeps the rules of the outbox. */
export interface FakeService extends MentoringApi {
  grades: FakeGrade[];
  results: GradeResult[];
  rosters: RosterCall[];
  organisations: string[];
  recomputed: string[];
  /** Programmes whose scores go to another column. */
  moved: string[];
  /** Names of endpoints that fail now. */
  failing: Set<string>;
  due(grade: {
    programmeId: string;
    organisationId: string;
    issuer: string;
    subject: string;
    score: number;
  }): FakeGrade;
}

const RETRY_MS = 1000;

export function fakeService(clock: TestClock): FakeService {
  const grades: FakeGrade[] = [];
  const results: GradeResult[] = [];
  const rosters: RosterCall[] = [];
  const organisations: string[] = [];
  const organisationIds = new Map<string, string>();
  const recomputed: string[] = [];
  const moved: string[] = [];
  const failing = new Set<string>();
  const seconds = () => Math.floor(clock.now() / 1000);

  function claim({ limit, ...wish }: InputOf<Contract['listDueGrades']>): FakeGrade[] {
    const now = clock.now();
    const { perOrganisation = limit, without = [] } = wish;
    const free = grades.filter(
      (g) =>
        !without.includes(g.organisationId) &&
        ((g.state === 'waiting' && g.dueAt <= now) ||
          (g.state === 'sending' && g.claimedUntil <= now)),
    );
    const shares = free.filter((grade) => {
      const own = free.filter((g) => g.organisationId === grade.organisationId);
      return own.indexOf(grade) < perOrganisation;
    });
    return shares.slice(0, limit).map((grade) => {
      grade.state = 'sending';
      grade.claimedUntil = now + 60_000;
      grade.timestampSeconds = Math.max(seconds(), grade.timestampSeconds + 1);
      return grade;
    });
  }

  function record(result: GradeResult): void {
    results.push(result);
    const grade = grades.find((g) => g.gradeId === result.gradeId);
    if (!grade || grade.generation !== result.generation) return;
    const again = ['retry', 'stale_timestamp', 'put_back'].includes(result.outcome);
    grade.state = again ? 'waiting' : (result.outcome as FakeGrade['state']);
    grade.reason = result.reason ?? null;
    grade.attempts += 1;
    const wait = result.retryAfterSeconds ?? null;
    grade.dueAt =
      clock.now() +
      (result.outcome === 'stale_timestamp' ? 0 : wait === null ? RETRY_MS : wait * 1000);
  }

  const answers: { [K in keyof Contract]?: (input: never) => unknown } = {
    listDueGrades: (wish: InputOf<Contract['listDueGrades']>) => ({
      grades: claim(wish).map((grade) => ({ ...grade })),
    }),
    recordGradeResult: (input: InputOf<Contract['recordGradeResult']>) => {
      for (const result of input.results) record(result);
      return { recorded: input.results.length };
    },
    wakeGrades: ({ programmeId, columnChanged }: InputOf<Contract['wakeGrades']>) => {
      const own = grades.filter((g) => g.programmeId === programmeId);
      const woken = columnChanged
        ? own
        : own.filter((g) => g.state === 'waiting' && g.reason === 'resting');
      for (const grade of woken) {
        if (columnChanged) Object.assign(grade, { generation: grade.generation + 1, reason: null });
        Object.assign(grade, { state: 'waiting', dueAt: clock.now() });
      }
      if (columnChanged) moved.push(programmeId);
      return { woken: woken.length };
    },
    syncRoster: (input: RosterCall) => {
      rosters.push(input);
      return {
        total: input.members.length,
        added: 1,
        updated: 0,
        left: 2,
        at: new Date(clock.now()).toISOString(),
      };
    },
    createOrganisation: (input: InputOf<Contract['createOrganisation']>) => {
      const { name, organisationId = newId() } = input;
      if (!organisationIds.has(organisationId)) organisations.push(name);
      organisationIds.set(organisationId, name);
      return { organisationId };
    },
    findOrganisations: (by: InputOf<Contract['findOrganisations']>) => ({
      organisations: [...organisationIds]
        .map(([organisationId, name]) => ({ organisationId, name }))
        .filter((one) =>
          by.organisationIds
            ? by.organisationIds.includes(one.organisationId)
            : one.name === by.name,
        ),
    }),
    sweepFiles: () => ({ removed: 0 }),
    recomputeProgress: ({ programmeId }: InputOf<Contract['recomputeProgress']>) => {
      recomputed.push(programmeId);
      return { changed: 1 };
    },
  };
  const client = new Proxy({} as MentoringClient, {
    get: (_target, name: keyof Contract) => async (input: never) => {
      const answer = answers[name];
      if (!answer) throw new Error(`the fake service has no ${name}`);
      if (failing.has(name)) throw new AppError('unavailable', 'switched off by the test');
      return answer(input);
    },
  });
  return {
    grades,
    results,
    rosters,
    organisations,
    recomputed,
    moved,
    failing,
    due(grade) {
      const full: FakeGrade = {
        gradeId: newId(),
        comment: 'Встречи: 6 из 8',
        generation: 1,
        attempts: 0,
        timestampSeconds: 0,
        state: 'waiting',
        reason: null,
        dueAt: 0,
        claimedUntil: 0,
        ...grade,
      };
      grades.push(full);
      return full;
    },
    as: () => client,
    close: async () => undefined,
  };
}
