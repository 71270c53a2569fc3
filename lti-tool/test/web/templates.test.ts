import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { expect } from 'chai';
import { fromRoot } from '../../../shared/root.js';
import { createRenderer, escapeHtml } from '../../web/render.js';

const root = fromRoot('lti-tool', 'pages');

function templates(folder = root): string[] {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    if (statSync(path).isDirectory()) return templates(path);
    return name.endsWith('.ejs') ? [path] : [];
  });
}

describe('templates', () => {
  for (const path of templates()) {
    const name = relative(root, path);
    const source = readFileSync(path, 'utf8');

    it(`${name} puts in nothing unescaped but other templates`, () => {
      const raw = [...source.matchAll(/<%-(.*)/g)].filter(
        ([, rest]) => !/^\s*include\(/.test(rest ?? ''),
      );
      expect(raw.map(([line]) => line)).to.deep.equal([]);
    });

    it(`${name} has no inline script, style or handler`, () => {
      expect(source).not.to.match(/\son[a-z]+\s*=\s*["']/i);
      expect(source).not.to.match(/\sstyle\s*=/i);
      expect(source).not.to.match(/<style|<script(?![^>]*\ssrc=)/i);
      expect(source).not.to.match(/javascript:/i);
    });

    it(`${name} has a token in every form that writes`, () => {
      const forms = source.split(/<form/i).slice(1);
      for (const form of forms) {
        // Forms below a session only: our token must not go to the LMS, a launch has none yet.
        if (!/^[^\n]*method="post"[^\n]*url\(/i.test(form)) continue;
        expect(form).to.match(/name="_csrf"/);
      }
    });
  }

  it('escapes what is put into text and attributes', () => {
    expect(escapeHtml(`<a href="x" class='y'>&</a>`)).to.equal(
      '&lt;a href=&#34;x&#34; class=&#39;y&#39;&gt;&amp;&lt;/a&gt;',
    );
    expect(escapeHtml(null)).to.equal('');
    const html = createRenderer({ cache: true })('layout/empty', {
      f: { title: '<script>', text: '"', action: null },
    });
    expect(html).to.contain('&lt;script&gt;').and.not.to.contain('<script>');
  });

  it('refuses a name that templates do not have', () => {
    expect(() => createRenderer({ cache: true })('no/such', {})).to.throw('no template');
  });
});
