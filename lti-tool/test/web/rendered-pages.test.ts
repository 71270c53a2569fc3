import { expect } from 'chai';
import { createRenderedPages } from '../../web/rendered-pages.js';

describe('rendered pages', () => {
  const KEY = 'session ru coordinator 2026-11-22 /meetings';

  it('are found under the revision that they were made of, and under no other', () => {
    const pages = createRenderedPages();
    expect(pages.find(KEY, 7)).to.equal(null);
    expect(pages.make(KEY, 7, () => 'страница').toString('utf8')).to.equal('страница');
    expect(pages.find(KEY, 7)?.toString('utf8')).to.equal('страница');
    expect(pages.find(KEY, 8), 'something was written').to.equal(null);
    expect(pages.find(KEY, 6), 'an older revision').to.equal(null);
    expect(pages.find(`${KEY}?page=2`, 7), 'another page').to.equal(null);
    pages.make(KEY, 8, () => 'новая');
    expect(pages.find(KEY, 7)).to.equal(null);
    expect(pages.find(KEY, 8)?.toString('utf8')).to.equal('новая');
  });

  it('are bounded: the least recently used go first', () => {
    const pages = createRenderedPages();
    const make = (key: string) => pages.make(key, 1, () => key);
    const isThere = (key: string) => pages.find(key, 1) !== null;
    make('first');
    for (let i = 0; i < 399; i += 1) make(`page ${i}`);
    expect(isThere('first')).to.equal(true);
    make('one more');
    expect(isThere('first')).to.equal(true);
    expect(isThere('page 0')).to.equal(false);
    for (let i = 0; i < 400; i += 1) make(`further ${i}`);
    expect(isThere('first')).to.equal(false);
  });
});
