import type { OutputOf } from '../../../../service/api/endpoint.js';
import type { Contract, Role } from '../../../../service/api/index.js';
import type { PageContext } from '../../../web/context.js';
import { answersSection } from './answers.js';
import { consentsSection } from './consents.js';
import { councilSection } from './council.js';
import { criteriaSection } from './criteria.js';
import { historySection } from './history.js';
import { interviewsSection } from './interviews.js';
import { linksSection } from './links.js';
import { meetingsSection } from './meetings.js';
import { mentorSection } from './mentor.js';
import { mentorLinkSection } from './mentor-link.js';
import { pairsSection } from './pairs.js';
import { portfolioSection } from './portfolio.js';
import { profileSection } from './profile.js';
import { registerSection } from './register.js';
import { schoolSection } from './school.js';
import { supportSection } from './support.js';
import { thirdPartySection } from './third-party.js';

export type CardPerson = OutputOf<Contract['getPerson']>;

/**
 * A part of a person's card. A feature adds its own: a file here, a line in CARD_SECTIONS, and a partial
 * `card/<name>.ejs` that gets what `load` gave as `f`.
 */
export interface CardSection {
  /** Key of the heading's words, and the place on the page: `#<name>`. */
  name: string;
  title: string;
  roles: readonly Role[];
  /** `aside`: short facts, beside; on a phone below. */
  place: 'main' | 'aside';
  /** The partial brings its own heading and place. */
  bare?: true;
  /** What the partial shows; null: the part is left out for this person. */
  load(ctx: PageContext, person: CardPerson): Promise<object | null>;
}

/** In the order in which they stand on the page. */
const CARD_SECTIONS: readonly CardSection[] = [
  pairsSection,
  interviewsSection,
  criteriaSection,
  portfolioSection,
  answersSection,
  meetingsSection,
  registerSection,
  historySection,
  mentorSection,
  councilSection,
  schoolSection,
  consentsSection,
  thirdPartySection,
  supportSection,
  mentorLinkSection,
  linksSection,
  profileSection,
];

/** The parts that this reader may see of this person, loaded together. */
export async function loadSections(ctx: PageContext, person: CardPerson) {
  const allowed = CARD_SECTIONS.filter((section) => section.roles.includes(ctx.role));
  const models = await Promise.all(allowed.map((section) => section.load(ctx, person)));
  const loaded = allowed.flatMap(({ name, title, place, bare = false }, i) => {
    const model = models[i];
    return model
      ? [{ name, title: ctx.t(title), place, bare, view: `/participants/card/${name}`, model }]
      : [];
  });
  return {
    main: loaded.filter((section) => section.place === 'main'),
    aside: loaded.filter((section) => section.place === 'aside'),
  };
}
