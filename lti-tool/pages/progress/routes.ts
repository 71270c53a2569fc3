import { Router } from 'express';
import type { PersonRef } from '../../../service/api/common.js';
import { STAFF_ROLES } from '../../../service/api/index.js';
import type { Progress } from '../../../service/api/progress.js';
import { type PageContext, type PageWrapper, requireRole } from '../../web/context.js';
import type { ShellDeps } from '../../web/deps.js';
import { idParam } from '../meetings/path-ids.js';

/** The parts of a progress as the table says them. */
function partsOf(ctx: PageContext, progress: Progress): object[] {
  const { t, fmt, ref } = ctx;
  const weights = progress.parts.reduce(
    (sum, part) => sum + (part.share === null ? 0 : part.weight),
    0,
  );
  return progress.parts.map((part) => ({
    name: ref('progressPart', part.part),
    meaning: t(`home.progress.means.${part.part}`),
    applies: part.share !== null,
    done: t('progress.doneOfDue', { done: fmt.number(part.done, 1), due: part.due }),
    points: fmt.number(part.points, 1),
    most: part.share === null || weights === 0 ? '' : fmt.number((part.weight * 100) / weights, 1),
    next:
      part.share !== null && part.share < 1
        ? t(`home.progress.next.${part.part}`, { n: part.due - part.done })
        : '',
  }));
}

/** Where the reader came from: the list of grades, the own mentees or the own pair. */
function backOf(ctx: PageContext): { path: string; label: string } {
  if (isStaff(ctx)) return { path: 'sync', label: ctx.t('nav.sync') };
  return { path: 'my', label: ctx.t(ctx.role === 'mentee' ? 'nav.myPair' : 'nav.my') };
}

async function show(ctx: PageContext, personId: string, name: string): Promise<void> {
  const progress = await ctx.api.getProgress({ programmeId: ctx.programmeId, personId });
  ctx.render('progress/show', {
    name,
    own: personId === ctx.me.personId,
    back: backOf(ctx),
    progress,
    shared:
      progress.parts.some((p) => p.share === null) && progress.parts.some((p) => p.share !== null),
    parts: partsOf(ctx, progress),
  });
}

/** The mentees of the caller's pairs, each once, in order of names. */
async function ownMentees(ctx: PageContext): Promise<PersonRef[]> {
  const { pairs } = await ctx.api.myPairs({ programmeId: ctx.programmeId });
  const known = new Map<string, PersonRef>();
  for (const pair of pairs.filter((each) => each.mySide === 'mentor')) {
    for (const mentee of pair.mentees) known.set(mentee.personId, mentee);
  }
  return [...known.values()].sort((a, b) => a.name.localeCompare(b.name, 'ru'));
}

const isStaff = (ctx: PageContext) => (STAFF_ROLES as readonly string[]).includes(ctx.role);

async function open(ctx: PageContext): Promise<void> {
  if (ctx.role === 'mentee') return show(ctx, ctx.me.personId, ctx.me.name);
  if (isStaff(ctx)) return ctx.redirect('sync');
  requireRole(ctx, 'mentor');
  ctx.render('progress/list', { mentees: await ownMentees(ctx) });
}

async function openPerson(ctx: PageContext): Promise<void> {
  requireRole(ctx, ...STAFF_ROLES, 'mentor', 'mentee');
  const personId = idParam(ctx, 'personId');
  if (personId === ctx.me.personId) return show(ctx, personId, ctx.me.name);
  if (isStaff(ctx)) {
    const person = await ctx.api.getParticipant({ programmeId: ctx.programmeId, personId });
    return show(ctx, personId, person.name);
  }
  const found = (await ownMentees(ctx)).find((mentee) => mentee.personId === personId);
  await show(ctx, personId, found?.name ?? '');
}

/** `/progress`: what a mentee's score is made of; a mentor's mentees; one person for staff. */
export function progressRoutes(_deps: ShellDeps, page: PageWrapper): Router {
  const router = Router({ mergeParams: true });
  router.get('/progress', page(open));
  router.get('/progress/:personId', page(openPerson));
  return router;
}
