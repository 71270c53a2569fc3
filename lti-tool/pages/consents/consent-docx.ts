import type { IParagraphOptions, Paragraph } from 'docx';
import type { ConsentText } from '../../../service/api/consents.js';
import type { Profile } from '../../../service/api/profiles.js';

export const DOCX_TYPE = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document';

/** Half points: 12 pt, as in the college's papers. */
const TEXT_SIZE = 24;
const SMALL_SIZE = 18;
/** Twentieths of a point. */
const AFTER = 120;
/** GOST R 7.0.97: 30 mm left, 10 mm right, 20 mm top and bottom. */
const MARGINS = { left: '30mm', right: '10mm', top: '20mm', bottom: '20mm' } as const;
const FONT = 'Times New Roman';
const LINE = '______________________';

/** What an XML document cannot hold is left out; the library escapes the rest. */
const plain = (text: string): string =>
  text
    .replace(/\p{Cs}/gu, '\ufffd')
    // biome-ignore lint/suspicious/noControlCharactersInRegex: exactly these are not allowed
    .replace(/[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/g, '');

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
  // A library of some size that few requests need.
  const docx = await import('docx');
  const line = (words: string, options: IParagraphOptions = {}, size = TEXT_SIZE): Paragraph =>
    new docx.Paragraph({
      spacing: { after: AFTER },
      ...options,
      children: [
        new docx.TextRun({ text: plain(words), size, bold: options.heading !== undefined }),
      ],
    });
  const { title, body, signature, note } = linesOf(text, profile);
  const { BOTH, CENTER } = {
    BOTH: docx.AlignmentType.JUSTIFIED,
    CENTER: docx.AlignmentType.CENTER,
  };
  const document = new docx.Document({
    creator: 'Наставник',
    title: plain(title),
    styles: { default: { document: { run: { font: FONT, size: TEXT_SIZE, color: '000000' } } } },
    sections: [
      {
        properties: { page: { margin: MARGINS } },
        children: [
          line(title, { alignment: CENTER, heading: docx.HeadingLevel.HEADING_1 }),
          ...body.map((words) => line(words, { alignment: BOTH })),
          ...signature.map((words) => line(words, { keepNext: true })),
          line(note, {}, SMALL_SIZE),
        ],
      },
    ],
  });
  return docx.Packer.toBuffer(document);
}
