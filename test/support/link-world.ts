import { pino } from 'pino';
import { composeTool, type Tool } from '../../lti-tool/compose.js';
import { type LtiToolConfig, loadConfig } from '../../lti-tool/config.js';
import type { MentoringClient } from '../../service/api/index.js';
import { serviceTokenKey } from '../../service/api/token.js';
import { createServiceApp } from '../../service/app.js';
import { createMentoring } from '../../service/index.js';
import {
  type BuiltPerson,
  type BuiltProgramme,
  buildPerson,
  buildProgramme,
} from '../../service/test/support/builders.js';
import { type TestClock, testClock } from '../../service/test/support/clock.js';
import { temporaryShelf } from '../../service/test/support/file-shelf.js';
import { connectDb } from '../../shared/db/connect.js';
import { loggedError } from '../../shared/logger.js';
import { listen } from '../../shared/server.js';
import { type DatabaseKind, freshDatabase } from './databases.js';
import { type FakeSmtp, startFakeSmtp } from './fake-smtp.js';
import { freePort } from './free-port.js';

/** A tool with a mail server of its own, and a college with a minor and a mentor without an account. */
export interface LinkWorld {
  url: string;
  tool: Tool;
  /** To compose another process on the same database. */
  config: LtiToolConfig;
  smtp: FakeSmtp;
  clock: TestClock;
  /** What the tool logged. */
  log(): string;
  programme: BuiltProgramme;
  minor: BuiltPerson;
  mentor: BuiltPerson;
  /** Speaks as the coordinator. */
  boss: MentoringClient;
  /** Makes an open wave that asks the mentors. */
  wave(title: string, more?: { anonymous?: boolean }): Promise<string>;
  close(): Promise<void>;
}

export const MOTHER_MAIL = 'petrova.mama@pochta.example';
const SECRET = 'a secret of the tests, long enough for the configuration';
const QUESTIONS = [
  { code: 'glad', type: 'yes_no' as const, text: { ru: 'Рады ли Вы, что участвуете?' } },
  { code: 'why', type: 'text' as const, text: { ru: 'Почему?' } },
];

/** A logger as the program's, whose lines are kept. */
const collector = (lines: string[]) =>
  pino(
    { level: 'trace', base: null, serializers: { err: loggedError } },
    { write: (line: string) => void lines.push(line) },
  );

async function built(tool: Tool) {
  const { db } = tool;
  const programme = await buildProgramme(db, { organisationName: 'Колледж связи' });
  const person = (roles: Parameters<typeof buildPerson>[2]) => buildPerson(db, programme, roles);
  const coordinator = await person({ roles: ['coordinator'] });
  const minor = await person({ roles: ['mentee'], familyName: 'Ребёнкин' });
  const mentor = await person({ roles: ['mentor'], familyName: 'Заводской' });
  const { organisationId } = programme;
  await db('profiles').insert([
    {
      person_id: minor.personId,
      organisation_id: organisationId,
      birth_date: '2009-03-05',
      created_at: 0,
    },
    {
      person_id: mentor.personId,
      organisation_id: organisationId,
      birth_date: '1980-03-05',
      created_at: 0,
    },
  ]);
  return { programme, minor, mentor, coordinator };
}

/** The service in a process's place of its own: spoken to over HTTP, with a connection of its own. */
async function startService(databaseUrl: string, port: number, clock: TestClock) {
  const db = connectDb(databaseUrl);
  const { shelf: files } = temporaryShelf();
  const logger = pino({ level: 'silent' });
  const mentoring = createMentoring({ db, clock, logger, files });
  const tokenKeys = [serviceTokenKey(SECRET)];
  const server = await listen(
    createServiceApp({ db, logger, mentoring, tokenKeys }),
    port,
    '127.0.0.1',
  );
  return async () => {
    await server.close();
    await db.destroy();
  };
}

/**
 * @param mail false: no mail server is set up
 * @param shape `split`: the tool speaks to the service over HTTP
 */
export async function startLinkWorld(
  database: DatabaseKind,
  mail = true,
  shape: 'one' | 'split' = 'one',
): Promise<LinkWorld> {
  const data = await freshDatabase(database);
  const smtp = await startFakeSmtp();
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const clock = testClock();
  const lines: string[] = [];
  const servicePort = shape === 'split' ? await freePort() : null;
  const config = loadConfig({
    PUBLIC_URL: url,
    PORT: String(port),
    DATABASE_URL: data.url,
    SECRET_KEY: SECRET,
    MIGRATE_ON_START: 'true',
    NODE_ENV: 'test',
    ...(servicePort === null ? {} : { SERVICE_URL: `http://127.0.0.1:${servicePort}` }),
    ...(mail ? { SMTP_URL: smtp.url, MAIL_FROM: 'Наставник <mentor@kollezh.example>' } : {}),
  });
  const tool = await composeTool(config, { clock, logger: collector(lines) });
  const server = await listen(tool.app, port, '127.0.0.1');
  const endService = servicePort === null ? null : await startService(data.url, servicePort, clock);
  const { coordinator, programme, ...people } = await built(tool);
  const boss = tool.service.api.as(coordinator.actor());
  const { programmeId } = programme;
  return {
    url,
    tool,
    config,
    smtp,
    clock,
    log: () => lines.join(''),
    programme,
    ...people,
    boss,
    async wave(title, more = {}) {
      const { questionnaireId } = await boss.createQuestionnaire({
        programmeId,
        title,
        role: 'mentor',
        stage: 'entry',
        definition: { questions: QUESTIONS },
      });
      const dates = { startsOn: '2026-11-01', endsOn: '2026-11-30' };
      const { waveId } = await boss.createWave({ programmeId, questionnaireId, ...dates, ...more });
      await boss.setWaveState({ programmeId, waveId, state: 'open', version: 1 });
      return waveId;
    },
    async close() {
      await server.close();
      await tool.close();
      await endService?.();
      await smtp.close();
      await data.drop();
    },
  };
}
