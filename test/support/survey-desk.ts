import { expect } from 'chai';
import { type Stack, startStack } from './stack.js';
import { baseOf, fieldValue, newSurfer, type Seen, type Surfer } from './surfer.js';
import { readSheet } from './xlsx-reader.js';

const OVERVIEW = 'Обзор программы';
const DAY_MS = 86_400_000;

/** So many days from today, `YYYY-MM-DD`. */
export const day = (n: number): string =>
  new Date(Date.now() + n * DAY_MS).toISOString().slice(0, 10);

export type Fields = Record<string, string> | [string, string][];

/** Somebody of the demo college at the pages of the surveys. */
export interface Reader {
  get(path: string): Promise<Seen>;
  /** Sends a form of `from` with these fields and the version that it shows. */
  send(from: string, path: string, fields: Fields): Promise<Seen>;
  /** The bytes of a file. */
  file(path: string): Promise<Buffer>;
  sheet(path: string): Promise<string[][]>;
}

export async function readerOf(stack: Stack, key: string, activity: string): Promise<Reader> {
  const surfer: Surfer = newSurfer(stack.lms.url);
  const base = baseOf(await surfer.launch(key, activity));
  const get = (path: string) => surfer.get(`${base}${path}`);
  async function file(path: string): Promise<Buffer> {
    const cookie = [...surfer.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const answer = await fetch(`${base}${path}`, { headers: { cookie } });
    expect(answer.status, path).to.equal(200);
    return Buffer.from(await answer.arrayBuffer());
  }
  return {
    get,
    async send(from, path, fields) {
      const { body } = await get(from);
      const pairs = Array.isArray(fields) ? fields : Object.entries(fields);
      const given = new Set(pairs.map(([name]) => name));
      const own = ['_csrf', 'version', 'idempotencyKey']
        .filter((name) => !given.has(name))
        .map((name): [string, string] => [name, fieldValue(body, name)]);
      return surfer.post(`${base}${path}`, [...own, ...pairs]);
    },
    file,
    async sheet(path) {
      return readSheet(await file(path));
    },
  };
}

/** The address of a page below its session. */
export const pathOf = ({ url }: Seen): string =>
  url.split('/').slice(5).join('/').split('#')[0] ?? '';

/** The fields of a question that asks for a step of a scale. */
export const SCALE = {
  text: 'Насколько комфортно?',
  type: 'scale',
  min: '1',
  max: '10',
  required: 'yes',
};

/** The coordinator of the demo college at the pages of surveys, for the tests of a block. */
export class SurveyDesk {
  stack!: Stack;
  boss!: Reader;

  /** An empty questionnaire of its own; its address. */
  async makeEmpty(title: string, role = 'mentee'): Promise<string> {
    const fields = { title, role, stage: 'interim' };
    return pathOf(await this.boss.send('questionnaires/new', 'questionnaires/new', fields));
  }

  /** A questionnaire from a template; its address. */
  async take(templateCode: string): Promise<string> {
    const made = await this.boss.send('questionnaires/new', 'questionnaires/new', { templateCode });
    return pathOf(made);
  }

  add(quest: string, fields: Fields): Promise<Seen> {
    return this.boss.send(`${quest}/new-question`, `${quest}/new-question`, fields);
  }

  /** A questionnaire of a scale and a text. */
  async makeShort(title: string): Promise<string> {
    const quest = await this.makeEmpty(title);
    await this.add(quest, { ...SCALE, code: 'comfort' });
    await this.add(quest, { text: 'Что ценно?', type: 'text', code: 'words' });
    return quest;
  }

  async makeWave(quest: string, more: Fields = []): Promise<string> {
    const fields: [string, string][] = [
      ['questionnaireId', quest.split('/')[1] ?? ''],
      ['startsOn', day(0)],
      ['endsOn', day(14)],
      ...(Array.isArray(more) ? more : Object.entries(more)),
    ];
    return pathOf(await this.boss.send('surveys/new', 'surveys/new', fields));
  }

  setState(wave: string, state: string): Promise<Seen> {
    return this.boss.send(wave, `${wave}/state`, { state });
  }
}

/** A desk on a college of its own, which is there before the first test of the block. */
export function surveyDesk(): SurveyDesk {
  const desk = new SurveyDesk();
  before(async () => {
    desk.stack = await startStack({ seed: true });
    desk.boss = await readerOf(desk.stack, 'coordinator', OVERVIEW);
  });
  after(() => desk.stack.close());
  return desk;
}
