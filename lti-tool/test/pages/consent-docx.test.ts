import { expect } from 'chai';
import type { ConsentText } from '../../../service/api/consents.js';
import { readDocx } from '../../../test/support/docx-reader.js';
import { unzip } from '../../../test/support/xlsx-reader.js';
import { consentDocx } from '../../pages/consents/consent-docx.js';

const NASTY = `О’Коннор <script>alert("1")</script> & Co ]]> {person}`;

const textOf = (name: string): ConsentText => ({
  kind: 'own',
  version: '2026-11-own-1',
  title: 'Согласие на обработку персональных данных',
  paragraphs: [`Я, ${name}, даю согласие.`, 'Цель обработки: участие.', 'Действует до 30.08.2028.'],
  purpose: 'участие',
  data: ['фамилия'],
  actions: ['сбор'],
  validUntil: '2028-08-30',
  withdrawal: 'В любое время.',
  note: '',
});
const adult = (name: string) => ({ age: 'adult', name, representativeName: null }) as const;

describe('the Word document of a consent', () => {
  it('holds the words of the record in their order, and lines to be signed', async () => {
    const text = textOf('Иванов Пётр Ильич');
    const lines = readDocx(await consentDocx(text, adult('Иванов Пётр Ильич')));
    expect(lines.slice(0, 4)).to.deep.equal([text.title, ...text.paragraphs]);
    expect(lines[4]).to.match(/^Дата: /);
    expect(lines[5]).to.match(/^Подпись: _+ +Иванов Пётр Ильич$/);
    expect(lines.at(-1)).to.equal('Редакция текста: 2026-11-own-1');
  });

  it('of a minor is signed by the representative, whose name may have to be written in', async () => {
    const minor = { age: 'minor', name: 'Иванов Пётр', representativeName: null } as const;
    const blank = readDocx(await consentDocx(textOf('Иванов Пётр'), minor));
    expect(blank[5]).to.match(/^Подпись: _+ +_+$/);
    expect(blank[6]).to.contain('законного представителя');
    const known = { ...minor, representativeName: 'Иванова Анна' };
    const named = readDocx(await consentDocx(textOf('Иванов Пётр'), known));
    expect(named[5]).to.contain('Иванова Анна').and.not.to.contain('Иванов Пётр');
  });

  it('takes what stands in a name for text, whatever it is', async () => {
    const file = await consentDocx(textOf(NASTY), adult(NASTY));
    expect(readDocx(file)[1]).to.equal(`Я, ${NASTY}, даю согласие.`);
    for (const [name, content] of unzip(file)) {
      if (!/\.(xml|rels)$/.test(name)) continue;
      expect(content.toString('utf8'), name).not.to.contain('<script');
    }
  });

  it('leaves out what such a document cannot hold', async () => {
    const name = 'Ива\u0000нов\u000b \ud800Пётр\uffff';
    const xml = unzip(await consentDocx(textOf(name), adult(name))).get('word/document.xml');
    expect(xml?.toString('utf8')).to.contain('Иванов \ufffdПётр');
  });

  it('holds no program, no link and nothing from elsewhere', async () => {
    const files = unzip(await consentDocx(textOf('Иванов Пётр'), adult('Иванов Пётр')));
    expect(
      [...files.keys()].filter((name) => /vba|embed|activeX|external/i.test(name)),
    ).to.deep.equal([]);
    const rels = [...files].filter(([name]) => name.endsWith('.rels'));
    for (const [name, content] of rels) expect(content.toString(), name).not.to.contain('External');
  });
});
