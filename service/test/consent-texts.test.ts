import { expect } from 'chai';
import { CONSENT_KINDS } from '../api/index.js';
import { readConsentTemplates } from '../consents/consent-texts.js';
import { filledParagraphs, termOf } from '../consents/text-rules.js';

const PLACES = [
  'person',
  'representative',
  'signer',
  'ground',
  'address',
  'document',
  'contact',
  'organisation',
  'organisationAddress',
  'programme',
  'resources',
  'conditions',
  'purpose',
  'data',
  'actions',
  'validUntil',
  'withdrawal',
];

describe('texts of consents', () => {
  const templates = readConsentTemplates();

  for (const kind of CONSENT_KINDS) {
    const template = templates[kind];
    const text = template.paragraphs.join('\n');

    it(`${kind}: says all that 152-ФЗ art. 9 asks for, and is marked as a template`, () => {
      for (const place of ['person', 'organisation', 'organisationAddress', 'purpose', 'data']) {
        expect(text).to.contain(`{${place}}`);
      }
      for (const place of ['actions', 'validUntil', 'withdrawal']) {
        expect(text).to.contain(`{${place}}`);
      }
      expect(template.note).to.match(/^Образец\..*юрист/);
      expect(template.withdrawal).to.match(/отозвать/);
      expect(template.version).to.contain(kind);
    });

    it(`${kind}: names only places that are known`, () => {
      const named = [...text.matchAll(/\{([^}]*)\}/g)].map((m) => m[1]);
      expect(PLACES).to.include.members(named);
      expect(text.replace(/\{\w+\}/g, '')).to.not.match(/[{}]/);
    });
  }

  it('for a minor name the representative and the ground, and end with the minority', () => {
    const text = templates.parent.paragraphs.join('\n');
    expect(text).to.contain('{representative}').and.to.contain('{ground}');
    expect(text).to.match(/до совершеннолетия/);
  });

  it('are filled once: a name that looks like a place stays a name', () => {
    const [first] = filledParagraphs(templates.own, {
      person: '{organisation} $& <b>',
      organisation: 'Колледж',
      validUntil: '2027-08-31',
    });
    expect(first).to.contain('Я, {organisation} $& <b>, проживающий');
    expect(first).to.contain('по адресу ____________________,');
  });

  it('say the last day of the term as it is written in Russian', () => {
    const validUntil = termOf(templates.own, '2027-08-31');
    expect(validUntil).to.equal('2028-08-30');
    const text = filledParagraphs(templates.own, { validUntil }).join('\n');
    expect(text).to.contain('до 30.08.2028 включительно');
  });
});
