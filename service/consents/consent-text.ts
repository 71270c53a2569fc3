import type { Db } from '../../shared/db/connect.js';
import type { ConsentText } from '../api/consents.js';
import type { ConsentKind, RepresentativeGround } from '../api/index.js';
import type { Age } from '../people/age-rules.js';
import { consentStore, type ProgrammeOfText, type Representative } from './consent-store.js';
import { readConsentTemplates } from './consent-texts.js';
import { filledParagraphs, termOf } from './text-rules.js';

/** As the document names it, which is in Russian. */
const GROUNDS: Readonly<Record<RepresentativeGround, string>> = {
  parent: 'родитель',
  adoptive_parent: 'усыновитель',
  guardian: 'опекун',
  trustee: 'попечитель',
};

/** Who signs for a minor; a ground that is not known yet is written in by hand. */
export type Signer = Omit<Representative, 'ground'> & { ground: RepresentativeGround | null };

function groundWords(representative: Signer): string | null {
  if (representative.ground === null) return null;
  const words = GROUNDS[representative.ground];
  return representative.document ? `${words}, ${representative.document}` : words;
}

/** Composes the words of consents from the templates of `texts/`, read once. */
export function consentTexts() {
  const templates = readConsentTemplates();

  /** The words of a consent; what is not known stays to be written in by hand. */
  function textFor(
    kind: ConsentKind,
    programme: ProgrammeOfText,
    person: { name: string; age: Age },
    representative: Signer | null = null,
  ): ConsentText {
    const template = templates[kind];
    const validUntil = termOf(template, programme.endsOn);
    const paragraphs = filledParagraphs(template, {
      person: person.name,
      representative: representative?.name ?? null,
      signer: representative?.name ?? (person.age === 'adult' ? person.name : null),
      ground: representative === null ? null : groundWords(representative),
      organisation: programme.organisationName,
      programme: programme.title,
      validUntil,
    });
    const { version, title, purpose, data, actions, withdrawal, note } = template;
    return {
      kind,
      version,
      title,
      paragraphs,
      purpose,
      data: [...data],
      actions: [...actions],
      validUntil,
      withdrawal,
      note,
    };
  }
  return { textFor };
}

export type ConsentTexts = ReturnType<typeof consentTexts>;

/** The document as one text, as it is kept with the consent. */
export const wholeText = (text: ConsentText): string =>
  [text.title, ...text.paragraphs].join('\n\n');

/** A consent that was given, word for word, as it is kept; null: there is none with words of its own. */
export async function readGiven(db: Db, programmeId: string, consentId: string) {
  const given = await consentStore(db).given(programmeId, consentId);
  if (!given) return null;
  const { fullText, ...rest } = given;
  const [title = '', ...paragraphs] = fullText.split('\n\n');
  return { ...rest, title, paragraphs };
}
