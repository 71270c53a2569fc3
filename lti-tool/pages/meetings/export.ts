import type { Meeting } from '../../../service/api/meetings.js';
import type { PageContext } from '../../web/context.js';
import { type Cell, type Column, type Pages, sendXlsx } from '../../web/xlsx.js';
import { storedTitle } from '../pairs/pair-words.js';
import type { ListFilters } from './list-model.js';
import { confirmationWords, linksInWords } from './meeting-words.js';
import { withdrawnState } from './withdrawn-words.js';

type Answer = Meeting['attendance'][number];

/** One name a line: a group's list stays readable in a cell. */
const lines = (texts: readonly string[]): string => texts.join('\n');
const namesOf = (people: readonly { name: string }[]): string =>
  lines(people.map((person) => person.name));

const cameTo = (row: Meeting) => row.attendance.filter((one) => one.came);
/** An objection counts whether the person came or not: «I was there» is one. */
const answered = (row: Meeting, confirmation: Answer['confirmation']): Answer[] =>
  (confirmation === 'disputed' ? row.attendance : cameTo(row)).filter(
    (one) => one.confirmation === confirmation,
  );

function stateOf(ctx: PageContext, row: Meeting): string {
  if (row.withdrawn) return withdrawnState(ctx.t).text;
  return confirmationWords(ctx.t, {
    came: cameTo(row).length,
    confirmed: answered(row, 'confirmed').length,
    disputed: answered(row, 'disputed').length,
  }).text;
}

const ratingsOf = (row: Meeting): string =>
  lines(
    row.attendance.filter((one) => one.rating !== null).map((one) => `${one.name}: ${one.rating}`),
  );

/** Who objects, with what they say of it. */
const objectionsOf = (row: Meeting): string =>
  lines(
    answered(row, 'disputed').map((one) => [one.name, one.objection].filter(Boolean).join(': ')),
  );

function columnsOf(ctx: PageContext): Column<Meeting>[] {
  const { t, ref, fmt } = ctx;
  const column = (name: string, width: number, value: (row: Meeting) => Cell) => ({
    title: t(`meetings.column.${name}`),
    width,
    value,
  });
  return [
    column('heldOn', 12, (row) => ({ date: row.heldOn })),
    column('pair', 36, (row) => storedTitle(t, row.pairTitle)),
    column('form', 22, (row) => ref('form', row.pairForm)),
    column('mentors', 32, (row) => namesOf(row.mentors)),
    column('kind', 18, (row) => ref('meetingKind', row.kind)),
    column('minutes', 10, (row) => row.minutes),
    column('format', 12, (row) => ref('meetingFormat', row.format)),
    column('topic', 26, (row) => ref('topic', row.topic)),
    column('done', 50, (row) => row.done),
    column('agreed', 50, (row) => row.agreed),
    column('nextOn', 12, (row) => ({ date: row.nextOn })),
    column('links', 36, (row) => linksInWords(row.links)),
    column('invited', 12, (row) => row.attendance.length),
    column('came', 10, (row) => cameTo(row).length),
    column('cameNames', 34, (row) => namesOf(cameTo(row))),
    column('absentNames', 34, (row) => namesOf(row.attendance.filter((one) => !one.came))),
    column('state', 22, (row) => stateOf(ctx, row)),
    column('confirmedNames', 34, (row) => namesOf(answered(row, 'confirmed'))),
    column('disputedNames', 34, objectionsOf),
    column('waitingNames', 34, (row) => namesOf(answered(row, 'waiting'))),
    column('ratings', 36, ratingsOf),
    column('author', 32, (row) =>
      [row.authorName, row.byLink ? ctx.t('journal.byLink') : ''].filter(Boolean).join(', '),
    ),
    column('loggedAt', 18, (row) => ({ at: fmt.local(row.createdAt) })),
    column('version', 10, (row) => row.version),
  ];
}

/** The filtered log, part by part; a meeting logged meanwhile neither repeats nor drops another. */
async function* partsOf(ctx: PageContext, filters: ListFilters): AsyncGenerator<Meeting[]> {
  const { page: _page, ...rest } = filters;
  for (let after: string | null | undefined; after !== null; ) {
    const part = await ctx.api.exportMeetings({
      programmeId: ctx.programmeId,
      ...rest,
      ...(after === undefined ? {} : { after }),
    });
    yield part.rows;
    after = part.next;
  }
}

/** Answers with the log, as filtered, as a file with every field. */
export async function sendMeetings(ctx: PageContext, filters: ListFilters): Promise<void> {
  const parts: Pages<Meeting> = partsOf(ctx, filters);
  await sendXlsx(ctx, ctx.t('meetings.title'), columnsOf(ctx), parts);
}
