import type { IParagraphOptions, Paragraph } from 'docx';
import type { Certificate } from '../../../service/api/school-certificates.js';
import { FONT, plain } from '../../web/word.js';
import { numberWords } from './training-words.js';

/** Half points. */
const SIZES = { text: 28, title: 56, name: 40, small: 22 } as const;
/** Twentieths of a point. */
const AFTER = 160;
const MARGINS = { left: '25mm', right: '25mm', top: '20mm', bottom: '20mm' } as const;

/** What is the same in all certificates of a file. */
export interface CertificateHead {
  organisation: string;
  programme: string;
  /** Dates and lengths as a Russian paper writes them. */
  date(iso: string): string;
  minutes(n: number): string;
}

/** The lines of a certificate in their order. The paper is in Russian, whatever the page's language. */
export function linesOf(certificate: Certificate, head: CertificateHead) {
  const { name, minutes, topics, issuedOn } = certificate;
  return {
    organisation: head.organisation,
    title: 'Сертификат',
    number: `${numberWords(certificate)} от ${head.date(issuedOn)}`,
    given: 'подтверждает, что',
    name,
    text: `прошёл (прошла) обучение в школе наставников программы «${head.programme}» в объёме ${head.minutes(minutes)}.`,
    topics: topics.length === 0 ? [] : ['Темы занятий:', ...topics.map((topic) => `– ${topic}`)],
    signatures: [
      'Руководитель образовательной организации ______________ / ______________________ /',
      'Координатор программы ______________ / ______________________ /',
      'М. П.',
    ],
  };
}

/** Certificates as one Word document, each on a page of its own. */
export async function certificatesDocx(
  certificates: readonly Certificate[],
  head: CertificateHead,
): Promise<Buffer> {
  // A library of some size that few requests need.
  const docx = await import('docx');
  const { CENTER, LEFT } = docx.AlignmentType;
  const line = (words: string, size: number, options: IParagraphOptions = {}): Paragraph =>
    new docx.Paragraph({
      spacing: { after: AFTER },
      alignment: CENTER,
      ...options,
      children: [
        new docx.TextRun({ text: plain(words), size, bold: options.heading !== undefined }),
      ],
    });
  const pageOf = (certificate: Certificate) => {
    const lines = linesOf(certificate, head);
    return [
      line(lines.organisation, SIZES.text),
      line(lines.title, SIZES.title, { heading: docx.HeadingLevel.HEADING_1 }),
      line(lines.number, SIZES.text),
      line(lines.given, SIZES.text),
      line(lines.name, SIZES.name, { heading: docx.HeadingLevel.HEADING_2 }),
      line(lines.text, SIZES.text),
      ...lines.topics.map((words) => line(words, SIZES.small, { alignment: LEFT })),
      ...lines.signatures.map((words) =>
        line(words, SIZES.text, { alignment: LEFT, keepNext: true, spacing: { before: AFTER } }),
      ),
    ];
  };
  const { orientation, margin } = {
    orientation: docx.PageOrientation.PORTRAIT,
    margin: MARGINS,
  };
  const document = new docx.Document({
    creator: 'Наставник',
    title: 'Сертификат школы наставников',
    styles: { default: { document: { run: { font: FONT, size: SIZES.text, color: '000000' } } } },
    sections: certificates.map((certificate) => ({
      properties: { page: { size: { orientation }, margin } },
      children: pageOf(certificate),
    })),
  });
  return docx.Packer.toBuffer(document);
}
