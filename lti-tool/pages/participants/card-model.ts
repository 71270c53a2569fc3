import { ASSIGNABLE_ROLES, type Decision, type PersonState } from '../../../service/api/index.js';
import type { PageContext } from '../../web/context.js';
import { createForm, type FormValues, type FormView, openForm } from '../../web/forms.js';
import { formOptions } from '../pairs/options.js';
import { type CardPerson, loadSections } from './card/sections.js';
import { gapWords, lmsWords, roleWords, stateWords } from './person-words.js';

/** Decisions that ask for a reason; the service has the last word. */
const WITH_REASON: readonly Decision[] = ['decline', 'withdraw', 'wait'];

/** States that a pair holds: nobody leaves out of one, the service says. */
const IN_PAIR: readonly PersonState[] = ['proposed', 'paired'];

export const rolesLabels = (ctx: PageContext) => ({
  roles: ctx.t('people.roles'),
  scopeForms: ctx.t('people.scopeForms'),
});

export const rolesValues = (person: Pick<CardPerson, 'roles' | 'scopeForms'>): FormValues => ({
  roles: person.roles.map((one) => one.role),
  scopeForms: person.scopeForms ?? [],
});

type Side = CardPerson['participations'][number];

function decisionModel(ctx: PageContext, { role, decision }: Side, several: boolean) {
  if (decision === null) return null;
  const { kind, reason, decidedAt, decidedBy, supported } = decision;
  const title = ctx.t(`card.decided.${kind}`);
  return {
    title: several ? `${ctx.ref('role', role)}: ${title}` : title,
    reason: reason ?? '',
    note: [
      [ctx.fmt.dateTime(decidedAt), decidedBy].filter(Boolean).join(', '),
      supported ? ctx.t('card.supportedNow') : '',
    ]
      .filter(Boolean)
      .join('. '),
  };
}

const sideModel = (ctx: PageContext, side: Side, several: boolean) => ({
  role: side.role,
  roleWord: ctx.ref('role', side.role),
  inPair: IN_PAIR.includes(side.state),
  decision: decisionModel(ctx, side, several),
  actions: side.possible.map((decision) => ({
    decision,
    label: ctx.t(`card.decision.${decision}`),
    help: ctx.t(`card.decision.${decision}.help`),
    needsReason: WITH_REASON.includes(decision),
  })),
});

/** What came back of a form of the card. */
export interface Returned {
  /** The form of roles. */
  roles?: FormView;
  /** The form of a decision, and which one it is: `<role> <decision>`. */
  decision?: { form: FormView; chosen: string };
}

/** The card of a person, as the reader may see it. */
export async function cardModel(ctx: PageContext, person: CardPerson, returned: Returned = {}) {
  const { t } = ctx;
  const mayEdit = ctx.role === 'coordinator';
  const several = person.participations.length > 1;
  const labels = rolesLabels(ctx);
  const opened = mayEdit
    ? await openForm(ctx, rolesValues(person), { labels })
    : createForm(t, rolesValues(person));
  const facts = [
    roleWords(ctx, person),
    person.groupName ?? '',
    stateWords(ctx, person),
    lmsWords(ctx, person),
  ];
  const sections = await loadSections(ctx, person);
  const sides = person.participations.map((side) => sideModel(ctx, side, several));
  const decides = mayEdit && sides.some((side) => side.actions.length > 0 || side.inPair);
  return {
    title: person.name,
    lead: facts.filter(Boolean).join(' · '),
    personId: person.personId,
    version: person.version,
    email: person.email,
    gaps: person.gaps.map((gap) => gapWords(ctx, gap)),
    sides,
    mayEdit,
    form: returned.roles ?? opened,
    rolesOpen: returned.roles !== undefined || opened.restored,
    decisionForm: returned.decision?.form,
    chosen: returned.decision?.chosen ?? '',
    byHand: person.roles.some((one) => one.byHand),
    roleOptions: ASSIGNABLE_ROLES.map((role) => ({
      value: role,
      label: ctx.ref('role', role),
      help: t(`people.roleHelp.${role}`),
    })),
    formOptions: formOptions(ctx),
    /** What stands beside, and on a phone below: where a row of links leads. */
    below: [
      ...(decides ? [{ name: 'decisions', title: t('card.decisions') }] : []),
      ...sections.aside.map(({ name, title }) => ({ name, title })),
      ...(mayEdit ? [{ name: 'roles', title: t('people.roles') }] : []),
    ],
    ...sections,
  };
}
