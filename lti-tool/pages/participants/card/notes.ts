import { NOTE_WRITERS } from '../../../../service/api/notes.js';
import { noteView } from '../../notes/routes.js';
import { ifVisible } from './interviews.js';
import type { CardSection } from './sections.js';

const SHOWN = 2;

/** The latest notes on somebody, for those who may read them; never for themselves. */
export const notesSection: CardSection = {
  name: 'notes',
  title: 'notes.title',
  roles: NOTE_WRITERS,
  place: 'aside',
  async load(ctx, { personId }) {
    const list = await ifVisible(ctx.api.listNotes({ programmeId: ctx.programmeId, personId }));
    if (list === null) return null;
    return {
      rows: list.rows.slice(0, SHOWN).map((note) => noteView(ctx, note)),
      href: ctx.url(`participants/${personId}/notes`),
      label:
        list.rows.length > SHOWN
          ? ctx.t('notes.all', { n: list.rows.length })
          : ctx.t('notes.write'),
    };
  },
};
