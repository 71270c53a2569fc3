import type { ClosingPaper } from '../../../service/api/closing-papers.js';
import { fromRoot } from '../../../shared/root.js';
import type { Formats } from '../../web/formats.js';
import { plain } from '../../web/word.js';

export const PDF_TYPE = 'application/pdf';

/** PT Serif (SIL OFL 1.1), Latin and Cyrillic; embedded as far as it is used. */
const FONTS = '@expo-google-fonts/pt-serif';
const REGULAR = fromRoot(`node_modules/${FONTS}/400Regular/PTSerif_400Regular.ttf`);
const BOLD = fromRoot(`node_modules/${FONTS}/700Bold/PTSerif_700Bold.ttf`);

/** Points (1/72 inch); A4 is 595 by 842. */
const EDGE = 34;
const INNER = 40;
const MARGIN = 84;
const SIZES = { college: 13, title: 38, number: 12, text: 14, small: 12 } as const;
/** A name is set as large as it fits in two lines: from the first size down to the last. */
const NAME_SIZES = [28, 24, 20, 17, 14] as const;
const NAME_LINES = 2;
const ACCENT = '#0f4c81';
const INK = '#1d2125';

/** What is the same in all papers of a file. */
export interface PaperHead {
  organisation: string;
  programme: string;
  fmt: Formats;
  /** «Студент – студент»: a form in Russian. */
  form(code: string): string;
}

/** «СН-12/2027»: what kind, which of its year. */
export const paperNumber = ({
  kind,
  number,
  year,
}: Pick<ClosingPaper, 'kind' | 'number' | 'year'>) =>
  `${kind === 'certificate' ? 'С' : 'Б'}-${number}/${year}`;

/**
 * The lines of a paper in their order. It is in Russian, and no name is declined by guess: each stands in a line
 * of its own, as the coordinator wrote it.
 */
export function paperLines(paper: ClosingPaper, head: PaperHead) {
  const { fmt } = head;
  const held =
    paper.meetings > 0
      ? `Проведено встреч: ${paper.meetings}, общее время: ${fmt.minutes(paper.minutes)}.`
      : '';
  const period = `Форма наставничества: «${head.form(paper.form)}», с ${fmt.date(paper.startsOn)} по ${fmt.date(paper.endsOn)}.`;
  const certificate = paper.kind === 'certificate';
  return {
    organisation: head.organisation,
    title: certificate ? 'СЕРТИФИКАТ' : 'БЛАГОДАРНОСТЬ',
    number: `№ ${paperNumber(paper)} от ${fmt.date(paper.issuedOn)}`,
    before: certificate ? 'подтверждает, что' : '',
    name: paper.name,
    text: certificate
      ? `прошёл (прошла) программу «${head.programme}» в роли наставляемого.`
      : `Благодарим Вас за работу наставником в программе «${head.programme}», за время, опыт и внимание, которыми Вы поделились.`,
    facts: [period, held].filter(Boolean),
    signatures: [
      'Руководитель образовательной организации',
      'Координатор программы наставничества',
    ],
  };
}

type Document = PDFKit.PDFDocument;

function frame(doc: Document): void {
  const { width, height } = doc.page;
  doc.lineWidth(2).strokeColor(ACCENT);
  doc.rect(EDGE, EDGE, width - 2 * EDGE, height - 2 * EDGE).stroke();
  doc.lineWidth(0.5);
  doc.rect(INNER, INNER, width - 2 * INNER, height - 2 * INNER).stroke();
}

/** The largest size in which a name takes no more than its lines. */
function nameSize(doc: Document, name: string, width: number): number {
  doc.font(BOLD);
  const fits = NAME_SIZES.find((size) => {
    doc.fontSize(size);
    const line = doc.heightOfString('Щ', { width });
    return doc.heightOfString(name, { width, align: 'center' }) <= NAME_LINES * line + 1;
  });
  return fits ?? (NAME_SIZES.at(-1) as number);
}

/** Lines for the two who sign, above the lower edge. */
function signatures(doc: Document, lines: readonly string[]): void {
  const width = doc.page.width - 2 * MARGIN;
  const half = width / 2;
  let y = doc.page.height - 190;
  doc.font(REGULAR).fontSize(SIZES.small).fillColor(INK);
  for (const words of lines) {
    doc.text(words, MARGIN, y, { width: half - 10, align: 'left' });
    doc.lineWidth(0.5).strokeColor(INK);
    doc
      .moveTo(MARGIN + half, y + 26)
      .lineTo(MARGIN + half + 70, y + 26)
      .stroke();
    doc.text('/', MARGIN + half + 76, y + 14, { width: 8, lineBreak: false });
    doc
      .moveTo(MARGIN + half + 86, y + 26)
      .lineTo(MARGIN + width, y + 26)
      .stroke();
    y += 48;
  }
  doc.text('М. П.', MARGIN, y, { width: half, lineBreak: false });
}

/** One paper on one page of A4. */
function draw(doc: Document, paper: ClosingPaper, head: PaperHead): void {
  doc.addPage({ size: 'A4', margin: 0 });
  frame(doc);
  const width = doc.page.width - 2 * MARGIN;
  const lines = paperLines(paper, head);
  const put = (font: string, size: number, words: string, y: number, color = INK): number => {
    const options = { width, align: 'center' as const };
    doc.font(font).fontSize(size).fillColor(color);
    doc.text(plain(words), MARGIN, y, options);
    return doc.y;
  };
  let y = put(REGULAR, SIZES.college, lines.organisation, 84);
  y = put(BOLD, SIZES.title, lines.title, Math.max(y + 44, 170), ACCENT);
  y = put(REGULAR, SIZES.number, lines.number, y + 6);
  y += 40;
  if (lines.before) y = put(REGULAR, SIZES.text, lines.before, y) + 10;
  const name = plain(lines.name);
  y = put(BOLD, nameSize(doc, name, width), name, y) + 18;
  y = put(REGULAR, SIZES.text, lines.text, y) + 22;
  for (const words of lines.facts) y = put(REGULAR, SIZES.small, words, y) + 4;
  signatures(doc, lines.signatures);
}

/** What the document has made so far. */
function* made(doc: Document): Generator<Buffer> {
  for (;;) {
    const chunk: Buffer | null = doc.read();
    if (chunk === null) return;
    yield chunk;
  }
}

/**
 * Papers as one pdf, a page of A4 each, made while it is sent: each page leaves memory before the next is drawn.
 * The fonts are embedded once, with the letters that were used.
 */
export async function* papersPdf(
  pages: AsyncIterable<readonly ClosingPaper[]>,
  head: PaperHead,
  title: string,
): AsyncGenerator<Buffer> {
  // A library of some size that few requests need.
  const { default: PDFDocument } = await import('pdfkit');
  const doc = new PDFDocument({
    autoFirstPage: false,
    bufferPages: false,
    lang: 'ru-RU',
    displayTitle: true,
    info: { Title: plain(title), Author: plain(head.organisation), Creator: 'Наставник' },
  });
  for await (const papers of pages) {
    for (const paper of papers) {
      draw(doc, paper, head);
      yield* made(doc);
    }
  }
  doc.end();
  for await (const chunk of doc) yield chunk as Buffer;
}
