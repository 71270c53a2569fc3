import type { ConsentText } from '../../../service/api/consents.js';
import type { Profile } from '../../../service/api/profiles.js';
import { SMALL_SIZE, wordDocument } from '../../web/word.js';

const LINE = '______________________';

/** Who signs: the representative of a minor, whose name may not be known yet, else the person. */
const signerOf = (profile: Pick<Profile, 'age' | 'name' | 'representativeName'>): string =>
  profile.age === 'minor' ? (profile.representativeName ?? '') : profile.name;

/** The lines of the paper in their order. The document is in Russian, whatever the page's language. */
function linesOf(text: ConsentText, profile: Pick<Profile, 'age' | 'name' | 'representativeName'>) {
  const signer = signerOf(profile);
  return {
    title: text.title,
    body: text.paragraphs,
    signature: [
      `Дата: «____» ______________ 20____ г.`,
      `Подпись: ${LINE}    ${signer === '' ? `${LINE}${LINE}` : signer}`,
      signer === ''
        ? '(фамилия, имя, отчество законного представителя)'
        : '(подпись и расшифровка)',
    ],
    note: `Редакция текста: ${text.version}`,
  };
}

/**
 * A consent as a Word document to be signed on paper: the words of the record, place for what is
 * written in by hand, lines for date and signature.
 */
export async function consentDocx(
  text: ConsentText,
  profile: Pick<Profile, 'age' | 'name' | 'representativeName'>,
): Promise<Buffer> {
  const { title, body, signature, note } = linesOf(text, profile);
  return wordDocument(title, ({ docx, line }) => [
    line(title, {
      alignment: docx.AlignmentType.CENTER,
      heading: docx.HeadingLevel.HEADING_1,
    }),
    ...body.map((words) => line(words, { alignment: docx.AlignmentType.JUSTIFIED })),
    ...signature.map((words) => line(words, { keepNext: true })),
    line(note, {}, SMALL_SIZE),
  ]);
}
