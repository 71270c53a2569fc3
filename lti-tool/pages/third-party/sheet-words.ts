import type { ThirdPartySheet } from '../../../service/api/third-party.js';
import type { PageContext } from '../../web/context.js';
import { answerInWords, said } from '../my-surveys/question-views.js';

const NOBODY = { mentor: [], mentee: [], curator: [] };

/** The answers of a sheet in words, without the questions that were left open. */
export function sheetAnswers(ctx: PageContext, { definition, answers }: ThirdPartySheet) {
  const date = (iso: string) => ctx.fmt.date(iso);
  return definition.questions.flatMap((question) => {
    const words = answerInWords(question, answers?.[question.code], {
      people: NOBODY,
      wording: ctx,
      date,
    });
    return words === '' ? [] : [{ question: said(question.text, ctx), answer: words }];
  });
}

/** «Родитель: рассказал 3 ноября», as the card and the page of a person say it. */
export function sheetLine(ctx: PageContext, sheet: ThirdPartySheet) {
  const { t, fmt } = ctx;
  const { state, givenAt, givenBy, link } = sheet;
  const waits = state === 'asked' && link !== null && link.state !== 'revoked';
  return {
    giver: ctx.ref('thirdPartyGiver', sheet.giver),
    given: state === 'given',
    waits,
    words:
      state === 'given'
        ? t('thirdParty.given', { date: fmt.date(givenAt) })
        : t(`thirdParty.asked.${link?.state ?? 'revoked'}`, { date: fmt.date(link?.expiresAt) }),
    by: givenBy ?? '',
  };
}

/** Of a link: by what it is confirmed, when it was last opened, and how it ends. */
export function linkLine(ctx: PageContext, link: NonNullable<ThirdPartySheet['link']>) {
  const { t, fmt } = ctx;
  return [
    link.groupName === null ? '' : t('thirdParty.ofGroup', { group: link.groupName }),
    link.lastUsedAt === null
      ? t('links.neverUsed')
      : t('links.lastUsed', { at: fmt.dateTime(link.lastUsedAt) }),
    link.confirmation === 'code'
      ? link.contact === null
        ? ''
        : t('links.byCode', { contact: link.contact })
      : t('thirdParty.byTold'),
    link.createdBy === null
      ? t('links.made', { date: fmt.date(link.createdAt) })
      : t('links.madeBy', { date: fmt.date(link.createdAt), name: link.createdBy }),
  ]
    .filter(Boolean)
    .join(' · ');
}
