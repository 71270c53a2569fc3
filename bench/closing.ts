import { setTimeout as pause } from 'node:timers/promises';
import { papersPdf } from '../lti-tool/pages/closing/paper-pdf.js';
import { createFormats } from '../lti-tool/web/formats.js';
import type { ClosingPaper } from '../service/api/closing-papers.js';

const FEW = 70;
const MANY = 700;
const ROUNDS = 5;
/** Papers fetched at a time, as the page does. */
const FETCHED = 100;
const MEBIBYTE = 2 ** 20;

export interface PaperFigures {
  papers: number;
  /** Milliseconds of one file, the median of the rounds. */
  ms: number;
  bytes: number;
  /** How much more memory than before was in use at most while it was made, MiB. */
  peak: number;
}

const paper = (n: number): ClosingPaper => ({
  paperId: `p${n}`,
  kind: n % 2 === 0 ? 'certificate' : 'thanks',
  pairId: 'pair',
  personId: 'person',
  name: `Константинопольская-Преображенская Александра Владимировна ${n}`,
  number: n + 1,
  year: 2027,
  issuedOn: '2027-06-20',
  form: 'teacher_student',
  startsOn: '2026-09-01',
  endsOn: '2027-06-30',
  meetings: 20 + (n % 9),
  minutes: 900 + n,
  revokedOn: null,
  revokedReason: null,
  version: 1,
});

async function* pages(count: number): AsyncGenerator<ClosingPaper[]> {
  for (let from = 0; from < count; from += FETCHED) {
    const size = Math.min(FETCHED, count - from);
    yield Array.from({ length: size }, (_, n) => paper(from + n));
  }
}

const inUse = (): number => {
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
};

/** Makes a file as a response does: each piece is let go before the next is asked for. */
async function make(count: number): Promise<Omit<PaperFigures, 'papers'>> {
  const head = {
    organisation: 'Краснодольский технический колледж',
    programme: 'Наставничество 2026/27',
    fmt: createFormats('ru', '2027-06-20', 'Europe/Moscow'),
    form: () => 'Педагог – студент',
  };
  globalThis.gc?.();
  const before = inUse();
  const begun = performance.now();
  let [bytes, peak, chunks] = [0, 0, 0];
  for await (const chunk of papersPdf(pages(count), head, 'Сертификаты')) {
    bytes += chunk.length;
    chunks += 1;
    if (chunks % 20 === 0) {
      // What is still in use after a collection is what the file holds.
      globalThis.gc?.();
      peak = Math.max(peak, inUse() - before);
      await pause(0);
    }
  }
  return { ms: performance.now() - begun, bytes, peak: peak / MEBIBYTE };
}

const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

/** Certificates of seventy and of seven hundred people in one pdf each, in turn. */
export async function benchPapers(): Promise<PaperFigures[]> {
  const rounds: Record<number, Omit<PaperFigures, 'papers'>[]> = { [FEW]: [], [MANY]: [] };
  await make(FEW);
  for (let round = 0; round < ROUNDS; round += 1)
    for (const count of [FEW, MANY]) rounds[count]?.push(await make(count));
  return [FEW, MANY].map((papers) => {
    const all = rounds[papers] ?? [];
    return {
      papers,
      ms: median(all.map(({ ms }) => ms)),
      bytes: all[0]?.bytes ?? 0,
      peak: Math.max(...all.map(({ peak }) => peak)),
    };
  });
}

/** The figures as lines of the report. */
export function paperLines(all: readonly PaperFigures[]): string[] {
  const [few, many] = all;
  const ratio = few && many ? many.ms / many.papers / (few.ms / few.papers) : 0;
  return [
    '| certificates in one pdf | ms | ms each | KiB | memory held at most, MiB |',
    '| --- | --- | --- | --- | --- |',
    ...all.map(
      ({ papers, ms, bytes, peak }) =>
        `| ${papers} | ${ms.toFixed(0)} | ${(ms / papers).toFixed(2)} | ${(bytes / 1024).toFixed(0)} | ${peak.toFixed(1)} |`,
    ),
    '',
    `A certificate among ${MANY} takes ${ratio.toFixed(2)}× of what it takes among ${FEW} in the same run${globalThis.gc ? '' : '; memory without collections, so it is what was not yet let go'}.`,
  ];
}
