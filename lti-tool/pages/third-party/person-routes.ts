import { Router } from 'express';
import type { OutputOf } from '../../../service/api/endpoint.js';
import type { Contract } from '../../../service/api/index.js';
import type { Definition } from '../../../service/api/questionnaire-definition.js';
import { shownQuestions } from '../../../service/api/shown-questions.js';
import { THIRD_PARTY_READERS } from '../../../service/api/third-party.js';
import { type PageContext, type PageWrapper, requireRole } from '../../web/context.js';
import { type FormView, fieldText, openForm, submitForm } from '../../web/forms.js';
import { idParam } from '../meetings/path-ids.js';
import { withPosted } from '../my-surveys/posted-answers.js';
import { answerInWords, labelsOf, questionViews, valuesOf } from '../my-surveys/question-views.js';
import { linkLine, sheetAnswers, sheetLine } from './sheet-words.js';

type OfPerson = OutputOf<Contract['getThirdParty']>;

const NOBODY = { mentor: [], mentee: [], curator: [] };

const read = (ctx: PageContext): Promise<OfPerson> =>
  ctx.api.getThirdParty({ programmeId: ctx.programmeId, personId: idParam(ctx, 'personId') });

/** The sheet that staff of this role share; undefined: nothing told yet. */
const ownSheet = ({ sheets, mayGive }: OfPerson) =>
  sheets.find((sheet) => sheet.link === null && sheet.giver === mayGive);

const viewsOf = (ctx: PageContext, definition: Definition) => {
  const shown = new Set(shownQuestions(definition, {}).map(({ code }) => code));
  return questionViews(ctx, definition.questions, { shown, people: NOBODY });
};

function sheetModel(ctx: PageContext, sheet: OfPerson['sheets'][number], consent: boolean) {
  const { link } = sheet;
  return {
    ...sheetLine(ctx, sheet),
    answers: sheetAnswers(ctx, sheet),
    hidden: sheet.state === 'given' && !consent,
    link: link === null ? ctx.t('thirdParty.inTool') : linkLine(ctx, link),
    revoke:
      ctx.role === 'coordinator' && link?.state === 'open' && link.groupName === null
        ? `third-party/links/${link.linkId}/revoke`
        : null,
  };
}

async function show(ctx: PageContext, refused?: FormView): Promise<void> {
  requireRole(ctx, ...THIRD_PARTY_READERS);
  const person = await read(ctx);
  const { personId, asks, consent, mayGive } = person;
  const own = ownSheet(person);
  const form =
    asks === null || !consent
      ? null
      : (refused ??
        (await openForm(ctx, valuesOf(asks.questions, own?.answers ?? {}), {
          labels: labelsOf(ctx, asks.questions),
        })));
  const model = {
    personId,
    name: person.name,
    group: person.groupName,
    consent,
    path: `participants/${personId}/third-party`,
    mayAsk: ctx.role === 'coordinator',
    sheets: person.sheets.map((sheet) => sheetModel(ctx, sheet, consent)),
    asWhom: mayGive === null ? '' : ctx.t(`thirdParty.give.${mayGive}`),
    questions: asks === null ? [] : viewsOf(ctx, asks),
    version: own?.version ?? 0,
    told: own !== undefined,
    form,
    formOpen: refused !== undefined || (form?.restored ?? false) || own === undefined,
  };
  ctx.render('third-party/person', model, refused ? 422 : 200);
}

/** What was stored meanwhile, beside what was typed. */
async function stored(ctx: PageContext) {
  const person = await read(ctx);
  const own = ownSheet(person);
  const questions = person.asks?.questions ?? [];
  const inWords = (answers: Parameters<typeof valuesOf>[1]) =>
    Object.fromEntries(
      questions.map((question) => [
        `answers.${question.code}`,
        answerInWords(question, answers[question.code], {
          people: NOBODY,
          wording: ctx,
          date: ctx.fmt.date,
        }),
      ]),
    );
  return {
    version: own?.version ?? 0,
    shown: inWords(own?.answers ?? {}),
    typed: inWords(withPosted({}, questions, ctx.req.body)),
    back: `participants/${person.personId}/third-party`,
  };
}

async function give(ctx: PageContext): Promise<void> {
  requireRole(ctx, 'curator', 'psychologist');
  const { body } = ctx.req;
  const { asks, personId } = await read(ctx);
  const questions = asks?.questions ?? [];
  await submitForm(ctx, {
    labels: labelsOf(ctx, questions),
    attempt: () =>
      ctx.api.giveThirdParty({
        programmeId: ctx.programmeId,
        personId,
        answers: withPosted({}, questions, body),
        version: Number(fieldText(body, 'version')),
      }),
    done: () =>
      ctx.redirect(`participants/${personId}/third-party`, {
        kind: 'success',
        key: 'thirdParty.saved',
      }),
    again: (form) => show(ctx, form),
    stored: () => stored(ctx),
  });
}

/** What was asked and told of one mentee, with the form of who tells it in the tool. */
export function personThirdPartyRoutes(page: PageWrapper): Router {
  const router = Router({ mergeParams: true });
  router.get(
    '/participants/:personId/third-party',
    page((ctx) => show(ctx)),
  );
  router.post('/participants/:personId/third-party', page(give));
  return router;
}
