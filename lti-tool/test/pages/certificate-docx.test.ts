import { expect } from 'chai';
import type { Certificate } from '../../../service/api/school-certificates.js';
import { readDocx } from '../../../test/support/docx-reader.js';
import { unzip } from '../../../test/support/xlsx-reader.js';
import { certificatesDocx } from '../../pages/school/certificate-docx.js';

const NASTY = `О’Коннор <script>alert("1")</script> & Co ]]> {person}`;
const HEAD = {
  organisation: 'Железнодорожный техникум',
  programme: 'Наставничество 2026/27',
  date: (iso: string) => iso.split('-').reverse().join('.'),
  minutes: (n: number) => `${n / 60} ч`,
};
const certificateOf = (number: number, name: string, topics: string[] = []): Certificate => ({
  certificateId: '0190b8a0-0000-7000-8000-000000000001',
  personId: '0190b8a0-0000-7000-8000-000000000002',
  name,
  number,
  year: 2026,
  issuedOn: '2026-11-17',
  sessions: 3,
  minutes: 240,
  topics,
  revokedOn: null,
  revokedReason: null,
  version: 1,
});

describe('the Word document of certificates', () => {
  it('holds each on a page of its own, with number, name and what was learnt', async () => {
    const file = await certificatesDocx(
      [certificateOf(11, 'Иванов Пётр', ['Трудные разговоры']), certificateOf(12, 'Ёлкина Анна')],
      HEAD,
    );
    const lines = readDocx(file);
    expect(lines.slice(0, 5)).to.deep.equal([
      'Железнодорожный техникум',
      'Сертификат',
      '№ 11/2026 от 17.11.2026',
      'подтверждает, что',
      'Иванов Пётр',
    ]);
    expect(lines).to.include.members(['– Трудные разговоры', '№ 12/2026 от 17.11.2026']);
    const xml = unzip(file).get('word/document.xml')?.toString('utf8') ?? '';
    expect(xml.match(/<w:sectPr/g)).to.have.length(2);
  });

  it('takes what stands in a name for text, whatever it is', async () => {
    const file = await certificatesDocx([certificateOf(1, NASTY, [NASTY])], HEAD);
    expect(readDocx(file)).to.include.members([NASTY, `– ${NASTY}`]);
    for (const [name, content] of unzip(file)) {
      if (!/\.(xml|rels)$/.test(name)) continue;
      expect(content.toString('utf8'), name).not.to.contain('<script');
    }
  });
});
