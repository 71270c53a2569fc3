import { expect } from 'chai';
import { createRenderedPages } from '../../web/rendered-pages.js';

describe('rendered pages', () => {
  const textOf = (body: Buffer) => body.toString('utf8');

  it('are made once for the same answers under one key', () => {
    const pages = createRenderedPages();
    const [me, answer] = [{}, {}];
    let made = 0;
    const get = (sources: object[], key = 'session ru 2026-11-22 /meetings') => {
      const body = pages.get(key, sources, () => {
        made += 1;
        return `страница ${made}`;
      });
      return textOf(body);
    };
    expect(get([me, answer])).to.equal('страница 1');
    expect(get([me, answer])).to.equal('страница 1');
    expect(get([me, { ...answer }]), 'an equal answer is not the same').to.equal('страница 2');
    expect(get([{ ...me }, answer]), 'somebody else').to.equal('страница 3');
    expect(get([me, answer], 'another session'), 'another key').to.equal('страница 4');
  });

  it('are bounded: the least recently used go first', () => {
    const pages = createRenderedPages();
    const source = {};
    const get = (key: string) => textOf(pages.get(key, [source], () => `${key} ${Math.random()}`));
    const first = get('first');
    for (let i = 0; i < 399; i += 1) get(`page ${i}`);
    expect(get('first')).to.equal(first);
    get('one more');
    expect(get('first')).to.equal(first);
    const second = get('page 0');
    expect(get('page 0')).to.equal(second);
    for (let i = 0; i < 400; i += 1) get(`further ${i}`);
    expect(get('first')).not.to.equal(first);
  });
});
