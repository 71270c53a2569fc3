import { expect } from 'chai';
import type { OutputOf } from '../../../service/api/endpoint.js';
import type { Contract } from '../../../service/api/index.js';
import { AppError } from '../../../shared/errors.js';
import type { GradebookReading } from '../../web/deps.js';
import { FAKE_PROGRAMME_ID } from '../support/fake-api.js';
import { fakeId } from '../support/fake-data.js';
import { type FakeTool, startFakeTool } from '../support/fake-shell.js';

type Differences = OutputOf<Contract['compareGrades']>;

const READ_AT = '2026-03-11T04:00:00.000Z';
const READ: GradebookReading = {
  readAt: READ_AT,
  results: [{ issuer: 'https://lms', subject: '57', score: 8, maximum: 10 }],
};
const difference = (
  kind: Differences['rows'][number]['kind'],
  more: Partial<Differences['rows'][number]>,
): Differences['rows'][number] => ({
  kind,
  personId: fakeId(1, 5),
  name: 'Абрамов Пётр',
  subject: null,
  score: 73,
  theirs: null,
  state: 'sent',
  ...more,
});

describe('«Оценки»', () => {
  let tool: FakeTool;
  let reading: GradebookReading;
  let asked: boolean[];
  beforeEach(async () => {
    reading = READ;
    asked = [];
    tool = await startFakeTool({
      deps: {
        gradebook: {
          status: async () => ({
            available: true,
            column: { name: 'Прогресс', origin: 'link', replaced: false },
            other: 'Прогресс 2',
            readable: true,
            restsUntil: null,
          }),
          tryNow: async () => undefined,
          read: async (_programmeId, again) => {
            asked.push(again);
            return reading;
          },
        },
      },
    });
  });
  afterEach(() => tool.close());

  const page = async (path: string) => {
    const answer = await fetch(`${tool.origin}/app/s1/${path}`, {
      redirect: 'manual',
    });
    return { status: answer.status, body: await answer.text() };
  };
  const post = async (path: string, fields: Record<string, string>) => {
    const token = /name="_csrf" value="([^"]+)"/.exec((await page('pairs/new')).body)?.[1] ?? '';
    const answer = await fetch(`${tool.origin}/app/s1/${path}`, {
      method: 'POST',
      headers: { origin: tool.origin },
      body: new URLSearchParams({ _csrf: token, ...fields }),
      redirect: 'manual',
    });
    return { status: answer.status, to: answer.headers.get('location') ?? '' };
  };
  const resent = () =>
    tool.api.calls.filter((call) => call.name === 'resendGrades').map((call) => call.input);
  const delivery = (more: Partial<OutputOf<Contract['getGradeDelivery']>>) => {
    const whole = { total: 2000, sent: 345, refused: 5, waiting: 1650, resendable: 2000 };
    tool.api.overrides.getGradeDelivery = async () => ({ ...whole, ...more });
  };
  const found = (rows: Differences['rows'], more: Partial<Differences> = {}) => {
    const counts = { missing: 0, differs: 0, ungraded: 0, unknown: 0 };
    for (const row of rows) counts[row.kind] += 1;
    tool.api.overrides.compareGrades = async ({ page: n = 1, pageSize = 50 }) => ({
      rows,
      total: rows.length,
      page: Number(n),
      pageSize: Number(pageSize),
      equal: 6,
      pending: 0,
      counts,
      ...more,
    });
  };

  describe('how far the delivery has come', () => {
    it('is a bar with words, while something is on its way', async () => {
      delivery({});
      const { body } = await page('sync');
      expect(body).to.match(/<progress [^>]*value="350" max="2000"/);
      expect(body).to.match(/<label for="delivery-bar"[^>]*>Передано 345 из 2\s000, отклонено 5</);
      expect(body).to.match(/aria-valuetext="Передано 345 из 2\s000, отклонено 5"/);
      expect(body).to.contain('js/delivery.js');
      delivery({ sent: 1995, waiting: 0 });
      const done = (await page('sync')).body;
      expect(done).not.to.contain('<progress');
      expect(done).not.to.contain('js/delivery.js');
    });

    it('can be asked for without the page: bar, sentence, rows', async () => {
      delivery({});
      const news = JSON.parse((await page('sync/delivery.json')).body);
      expect(news).to.include({ value: 350, max: 2000, done: false });
      expect(news.lead).to.match(/^Передано \d+, ждёт/);
      expect(news.rows[3]).to.include({ state: 'waiting', words: 'ждёт: LMS не отвечает' });
      expect(Object.keys(news.rows[0]), 'no names').to.have.members([
        'id',
        'state',
        'sign',
        'words',
        'when',
      ]);
      delivery({ waiting: 0, sent: 1995 });
      const end = JSON.parse((await page('sync/delivery.json')).body);
      expect(end).to.include({ done: true, note: 'Передача закончена.' });
      expect(end.said).to.match(/^Передача закончена: Передано 1\s995 из 2\s000/);
    });

    it('is asked for by staff only', async () => {
      tool.fake.session.role = 'mentee';
      tool.api.overrides.listGrades = async () => {
        throw new AppError('forbidden', 'not for mentees');
      };
      expect((await page('sync/delivery.json')).status).to.equal(403);
    });
  });

  it('says that another graded activity gets nothing', async () => {
    expect((await page('sync')).body).to.contain(
      'Есть и другой элемент с оценкой: «Прогресс 2». В его колонку оценки не идут',
    );
  });

  describe('everything once more', () => {
    it('is asked for with how many', async () => {
      delivery({});
      const { body } = await page('sync/resend');
      expect(body).to.match(/<h1>Передать 2\s000 оценок ещё раз\?<\/h1>/);
      expect(body).to.match(/name="all" value="1"[\s\S]*Передать 2\s000 оценок/);
      expect(resent()).to.deep.equal([]);
    });

    it('is sent after the answer only', async () => {
      expect(await post('sync/resend', {})).to.deep.equal({
        status: 303,
        to: '/app/s1/sync/resend',
      });
      expect(resent()).to.deep.equal([]);
      expect((await post('sync/resend', { all: '1' })).to).to.equal('/app/s1/sync');
      expect(resent()).to.have.length(1);
      expect(resent()[0]).not.to.have.property('personIds');
    });

    it('is not asked where there is nothing', async () => {
      delivery({ resendable: 0 });
      const { body } = await page('sync/resend');
      expect(body).to.contain('Передавать пока нечего');
      expect(body).not.to.contain('name="all"');
    });
  });

  describe('the comparison', () => {
    it('hands over what was read, and says what agrees', async () => {
      found([]);
      const { body } = await page('sync/check');
      const call = tool.api.calls.find((one) => one.name === 'compareGrades');
      expect(call?.input).to.deep.include({ ...READ, programmeId: FAKE_PROGRAMME_ID });
      expect(asked).to.deep.equal([false]);
      expect(body).to.contain('совпадает 6 оценок, расхождений нет');
      expect(body).to.contain('Журнал и «Наставник» совпадают');
    });

    it('shows each kind with what to do', async () => {
      found([
        difference('missing', {}),
        difference('differs', { theirs: { score: 8, maximum: 10 } }),
        difference('ungraded', { score: null, theirs: { score: 3.5, maximum: 10 }, state: null }),
        difference('unknown', {
          personId: null,
          name: null,
          subject: '57<b>',
          score: null,
          theirs: { score: 1, maximum: 1 },
          state: null,
        }),
      ]);
      const { body } = await page('sync/check');
      for (const words of [
        'Нет в журнале: 1',
        'Другое значение: 1',
        'У нас не оценивается: 1',
        'Не из программы: 1',
        '8 из 10',
        '3,5 из 10',
        'Участник LMS № 57&lt;b&gt;',
        '4 расхождения',
      ])
        expect(body).to.contain(words);
      expect(body.match(/name="personId"/g), 'missing and differing').to.have.length(2);
      expect(body).to.contain('Передать 1 недостающую оценку');
    });

    it('reads anew when asked, and only then', async () => {
      expect((await post('sync/check', {})).to).to.equal('/app/s1/sync/check');
      expect(asked).to.deep.equal([true]);
      expect(resent()).to.deep.equal([]);
    });

    it('sends one again, or all that is missing', async () => {
      const id = fakeId(1, 7);
      expect((await post('sync/check/resend', { personId: id })).to).to.equal('/app/s1/sync/check');
      expect(resent()[0]).to.deep.include({ personIds: [id] });
      const missing = Array.from({ length: 1200 }, (_, n) =>
        difference('missing', { personId: fakeId(1, n) }),
      );
      tool.api.overrides.compareGrades = async ({ kind, page: n, pageSize }) => {
        expect(kind).to.equal('missing');
        const from = (Number(n) - 1) * Number(pageSize);
        return {
          rows: missing.slice(from, from + Number(pageSize)),
          total: missing.length,
          page: Number(n),
          pageSize: Number(pageSize),
          equal: 0,
          pending: 0,
          counts: { missing: 1200, differs: 0, ungraded: 0, unknown: 0 },
        };
      };
      await post('sync/check/resend', { kind: 'missing' });
      const sent = resent()
        .slice(1)
        .flatMap((input) => input['personIds']);
      expect(sent).to.deep.equal(missing.map((one) => one.personId));
    });

    for (const fault of [
      'no_column',
      'column_gone',
      'not_granted',
      'refused',
      'busy',
      'unreachable',
      'unauthorised',
    ] as const) {
      it(`says why it could not be made and what to do: ${fault}`, async () => {
        reading = { readAt: READ_AT, fault };
        const { status, body } = await page('sync/check');
        expect(status).to.equal(200);
        expect(body).to.match(/role="status">[\s\S]*<p class="mb-1">[^<]{15,}<\/p>/);
        expect(body).not.to.contain(`check.`);
        expect(tool.api.calls.map((call) => call.name)).not.to.contain('compareGrades');
      });
    }

    it('is the coordinator’s: nobody else makes the tool read, or send again', async () => {
      tool.fake.session.role = 'head';
      expect((await page('sync/check')).status).to.equal(403);
      expect((await post('sync/check', {})).status).to.equal(403);
      expect((await post('sync/check/resend', { kind: 'missing' })).status).to.equal(403);
      expect((await page('sync/resend')).status).to.equal(403);
      expect(asked).to.deep.equal([]);
      expect((await page('sync')).body).not.to.contain('Сверить с журналом LMS');
    });
  });
});
