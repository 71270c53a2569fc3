import { expect } from 'chai';
import type { Request, Response } from 'express';
import { createSealer } from '../../../shared/seal.js';
import { linkCookies, newLinkSession, refOf } from '../../pages/links/link-session.js';

const TOKEN = 'aB3_-xYz0123456789AbCd';
const OTHER = 'zB3_-xYz0123456789AbCd';
const MINUTE = 60_000;

describe('the cookie of a personal link', () => {
  const clock = { time: 1_000_000, now: () => clock.time };
  const sealer = createSealer({ current: 'a secret of the tests that is long enough' });
  const over = (publicUrl: string) => linkCookies({ sealer, clock, publicUrl });
  const https = over('https://mentor.example');

  /** What a browser would be told to keep. */
  function written(cookies = https, session = newLinkSession(TOKEN)): string {
    const lines: string[] = [];
    const res = { append: (_name: string, value: string) => lines.push(value) };
    cookies.write(res as unknown as Response, session);
    return lines.join();
  }
  const request = (line: string) =>
    ({ headers: { cookie: line.split(';')[0] ?? '' } }) as unknown as Request;

  it('is for its own path, for no script, and over https for https alone', () => {
    expect(written()).to.match(
      /^__Secure-nastavnik-link=[\w.-]+; Path=\/links\/[0-9a-f]{16}; Max-Age=3600; HttpOnly; SameSite=Lax; Secure$/,
    );
    expect(written(over('http://mentor.example'))).to.match(/^nastavnik-link=.*SameSite=Lax$/);
    expect(written()).to.not.contain(TOKEN);
  });

  it('names the link without leading back to it', () => {
    expect(refOf(TOKEN))
      .to.match(/^[0-9a-f]{16}$/)
      .and.to.not.equal(refOf(OTHER));
  });

  it('is read for its link only, unaltered, within the hour', () => {
    const line = written();
    const ref = refOf(TOKEN);
    expect(https.read(request(line), ref)).to.deep.equal(newLinkSession(TOKEN));
    expect(https.read(request(line), refOf(OTHER))).to.equal(null);
    expect(https.read(request(`${line.split(';')[0]}x`), ref)).to.equal(null);
    expect(https.read(request(''), ref)).to.equal(null);
    clock.time += 59 * MINUTE;
    expect(https.read(request(line), ref)).to.not.equal(null);
    clock.time += MINUTE;
    expect(https.read(request(line), ref)).to.equal(null);
  });

  it('fits into a browser with the longest that may be typed', () => {
    const name = 'Ю'.repeat(1_150);
    const representative = { name, ground: 'guardian', document: null } as const;
    expect(written(https, { ...newLinkSession(TOKEN), representative }).length).to.be.below(4_096);
  });
});
