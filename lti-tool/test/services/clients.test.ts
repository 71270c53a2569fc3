import { expect } from 'chai';
import { agsClient, filteredUrl } from '../../lti/ags-client.js';
import { createCircuit } from '../../lti/circuit.js';
import { nextLink, nextPageUrl } from '../../lti/link-header.js';
import type { LtiPlatform } from '../../lti/platform-store.js';
import { LmsServiceError, retryAfterSeconds } from '../../lti/service-error.js';

describe('Link headers', () => {
  const cases: [string, string | string[] | undefined, string | null][] = [
    ['none', undefined, null],
    ['quoted', '<https://lms/m?page=2>; rel="next"', 'https://lms/m?page=2'],
    ['bare word', '<https://lms/m?page=2>; rel=next', 'https://lms/m?page=2'],
    [
      'among others',
      '<https://lms/m?a=1,2>; rel="prev", <https://lms/m?a=3,4>; title="x"; rel="last next"',
      'https://lms/m?a=3,4',
    ],
    [
      'several headers',
      ['<https://lms/1>; rel="prev"', '<https://lms/2>; rel="next"'],
      'https://lms/2',
    ],
    ['other relation', '<https://lms/2>; rel="nextish"', null],
    ['typographic quotes (Moodle)', '<https://lms/2>; rel=“next”', null],
    ['cut off', '<https://lms/2; rel="next"', null],
  ];
  for (const [what, header, expected] of cases) {
    it(what, () => expect(nextLink(header)).to.equal(expected));
  }

  it('puts back what the LMS drops and stays on the service’s host', () => {
    const current = 'https://lms.example/m?role=Learner&limit=50';
    expect(
      nextPageUrl(current, '<https://lms.example/m?limit=50&from=50>; rel="next"', [
        'role',
        'limit',
      ]),
    ).to.equal('https://lms.example/m?limit=50&from=50&role=Learner');
    expect(nextPageUrl(current, '</m?from=50>; rel="next"', ['role'])).to.equal(
      'https://lms.example/m?from=50&role=Learner',
    );
    expect(nextPageUrl(current, '<https://evil.example/m?from=50>; rel="next"', [])).to.equal(null);
    expect(nextPageUrl(current, '<file:///etc/passwd>; rel="next"', [])).to.equal(null);
  });
});

describe('filters of line items', () => {
  it('keep the query', () => {
    expect(filteredUrl('http://lms/lineitems?type_id=1', { resource_id: 'a b' })).to.equal(
      'http://lms/lineitems?type_id=1&resource_id=a+b',
    );
  });
});

describe('line items of an LMS with manners of its own', () => {
  const id = 'https://lms.example/lineitems/1/lineitem?type_id=1';
  const ask = (columns: unknown, link?: string) => {
    const answer = { status: 200, headers: link ? { link } : {}, text: '', json: () => columns };
    const caller = { call: async () => answer };
    return agsClient(caller, {} as LtiPlatform, []).findColumns(
      'https://lms.example/lineitems',
      {},
    );
  };

  it('numbers and nulls where text belongs do not hide a column', async () => {
    const odd = { id, label: null, resourceId: 7, tag: null, scoreMaximum: null };
    const [column] = await ask([odd]);
    expect(column).to.include({ id, label: undefined, resourceId: '7', tag: undefined });
  });

  it('a column of another tool that cannot be read does not hide ours', async () => {
    const ours = { id, label: 'Ход программы', resourceId: 'progress', tag: 'nastavnik' };
    const others = [{ label: 'no address' }, { id: 'urn:x', label: 'Тест' }, null, 'text'];
    expect(await ask([...others, ours])).to.deep.equal([ours]);
  });

  it('an answer that is no list says nothing of columns', async () => {
    let error: unknown;
    await ask({ error: 'busy' }).catch((thrown: unknown) => {
      error = thrown;
    });
    expect(error).to.be.instanceOf(LmsServiceError);
  });
});

describe('Retry-After', () => {
  const now = Date.parse('2026-11-22T10:00:00Z');
  const cases: [string | undefined, number | null][] = [
    [undefined, null],
    ['120', 120],
    ['0', 0],
    ['Sun, 22 Nov 2026 10:00:30 GMT', 30],
    ['Sun, 22 Nov 2026 09:00:00 GMT', 0],
    ['99999999', 21_600],
    ['soon', null],
    ['-5', null],
  ];
  for (const [header, seconds] of cases) {
    it(`${header} → ${seconds}`, () => expect(retryAfterSeconds(header, now)).to.equal(seconds));
  }
});

describe('rest of a platform', () => {
  it('begins with the fifth failure in a row, grows, and ends with a success', () => {
    let now = 1_000_000;
    const circuit = createCircuit({ now: () => now });
    const restOf = () => (circuit.restsUntil('p') ?? now) - now;
    for (let i = 0; i < 4; i += 1) circuit.failed('p', null);
    expect(restOf()).to.equal(0);
    circuit.succeeded('p');
    for (let i = 0; i < 4; i += 1) circuit.failed('p', null);
    expect(restOf()).to.equal(0);
    circuit.failed('p', null);
    circuit.failed('p', null);
    expect(restOf()).to.equal(60_000);
    expect(circuit.restsUntil('other')).to.equal(null);
    now += 60_000;
    expect(circuit.restsUntil('p')).to.equal(null);
    circuit.failed('p', null);
    expect(restOf()).to.equal(120_000);
    for (let i = 0; i < 10; i += 1) {
      now += restOf();
      circuit.failed('p', null);
    }
    expect(restOf()).to.equal(900_000);
    now += restOf();
    circuit.succeeded('p');
    circuit.failed('p', null);
    expect(restOf()).to.equal(0);
  });

  it('lasts as long as the platform asked for', () => {
    const circuit = createCircuit({ now: () => 0 });
    circuit.failed('p', 300);
    expect(circuit.restsUntil('p')).to.equal(300_000);
    circuit.succeeded('p');
    expect(circuit.restsUntil('p')).to.equal(300_000);
  });
});
