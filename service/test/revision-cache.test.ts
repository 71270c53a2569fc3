import { expect } from 'chai';
import { type CacheKey, createRevisionCache } from '../db/revision-cache.js';

const key = (overrides: Partial<CacheKey> = {}): CacheKey => ({
  programmeId: 'p',
  revision: 1,
  of: [],
  ...overrides,
});

describe('revision cache', () => {
  it('computes once for equal keys, also for calls at the same time', async () => {
    const cache = createRevisionCache<number>({ maxEntries: 3 });
    let computed = 0;
    const compute = async () => {
      await new Promise((resolve) => setImmediate(resolve));
      computed += 1;
      return computed;
    };
    expect(await Promise.all([cache.get(key(), compute), cache.get(key(), compute)])).to.deep.equal(
      [1, 1],
    );
    expect(await cache.get(key(), compute)).to.equal(1);
    expect(await cache.get(key({ revision: 2 }), compute)).to.equal(2);
    expect(await cache.get(key({ programmeId: 'q' }), compute)).to.equal(3);
    expect(await cache.get(key({ of: ['head'] }), compute)).to.equal(4);
  });

  it('does not remember a failure', async () => {
    const cache = createRevisionCache<string>({ maxEntries: 3 });
    const failed = await cache
      .get(key(), () => Promise.reject(new Error('down')))
      .catch((e: Error) => e.message);
    expect(failed).to.equal('down');
    expect(await cache.get(key(), async () => 'up')).to.equal('up');
  });

  it('drops what was not used for longest', async () => {
    const cache = createRevisionCache<number>({ maxEntries: 2 });
    const get = (of: string) => cache.get(key({ of }), async () => Math.random());
    const [a] = [await get('a'), await get('b')];
    expect(await get('a')).to.equal(a);
    const c = await get('c');
    expect(cache.size).to.equal(2);
    expect(await get('a')).to.equal(a);
    expect(await get('c')).to.equal(c);
  });

  it('is bounded by weight too', async () => {
    const cache = createRevisionCache<number[]>({
      maxEntries: 100,
      maxWeight: 10,
      weigh: (rows) => rows.length,
    });
    for (const of of ['a', 'b', 'c', 'd']) {
      await cache.get(key({ of }), async () => Array(4).fill(0));
      await Promise.resolve();
    }
    expect(cache.size).to.equal(2);
  });
});
