import type { AgendaPoint, Protocol, ProtocolFields } from '../../../service/api/council.js';
import type { PageContext } from '../../web/context.js';
import { type FormValues, fieldList, fieldText, type Labels } from '../../web/forms.js';

/** Points that a new form offers, and that are added by a button. */
const BLANK_POINTS = 2;
const PARTS = ['topic', 'decision', 'personIds'] as const;

const nameOf = (index: number, part: (typeof PARTS)[number]): string => `points.${index}.${part}`;

function pointAt(values: unknown, index: number): AgendaPoint {
  return {
    topic: fieldText(values, nameOf(index, 'topic')).trim(),
    decision: fieldText(values, nameOf(index, 'decision')).trim(),
    personIds: fieldList(values, nameOf(index, 'personIds')),
  };
}

export const isBlankAt = (values: unknown, index: number): boolean =>
  isBlank(pointAt(values, index));

const isBlank = ({ topic, decision, personIds }: AgendaPoint): boolean =>
  topic === '' && decision === '' && personIds.length === 0;

/** How many points the posted form held. */
export const heldBy = (values: unknown): number =>
  Math.min(
    60,
    1 +
      Object.keys((values ?? {}) as object).reduce(
        (most, name) => Math.max(most, Number(/^points\.(\d+)\./.exec(name)?.[1] ?? -1)),
        -1,
      ),
  );

/** The points of a posted form; those left blank are none. */
const pointsOf = (values: unknown): AgendaPoint[] =>
  Array.from({ length: heldBy(values) }, (_, index) => pointAt(values, index)).filter(
    (point) => !isBlank(point),
  );

const pointValues = (points: readonly AgendaPoint[]): Record<string, string | string[]> =>
  Object.fromEntries(
    points.flatMap((point, index) => PARTS.map((part) => [nameOf(index, part), point[part]])),
  );

/**
 * Closes the gaps between the points of a posted form, so that what the service says of its second point
 * stands at the second one of the page.
 */
export function closeGaps(body: Record<string, unknown>): void {
  const points = pointsOf(body);
  for (const name of Object.keys(body)) if (/^(points|find)\./.test(name)) delete body[name];
  Object.assign(body, pointValues(points));
}

export const readProtocol = (body: unknown): ProtocolFields => ({
  number: fieldText(body, 'number'),
  heldOn: fieldText(body, 'heldOn'),
  presentIds: fieldList(body, 'presentIds'),
  points: pointsOf(body),
});

export const protocolValues = (protocol: Protocol): FormValues => ({
  number: protocol.number,
  heldOn: protocol.heldOn,
  presentIds: protocol.presentIds,
  ...pointValues(protocol.points),
});

/** So many points the page shows: those that hold something, and a blank one to go on with. */
export const shownPoints = (values: FormValues): number => {
  const held = Array.from({ length: heldBy(values) }, (_, n) => n);
  const last = held.findLast((n) => !isBlankAt(values, n)) ?? -1;
  return Math.max(BLANK_POINTS, last + 2);
};

export const protocolLabels = ({ t }: PageContext, points: number): Labels => ({
  number: t('council.protocol.number'),
  heldOn: t('council.protocol.heldOn'),
  presentIds: t('council.protocol.present'),
  ...Object.fromEntries(
    Array.from({ length: points }, (_, index) =>
      PARTS.map((part) => [nameOf(index, part), t(`council.point.${part}`, { n: index + 1 })]),
    ).flat(),
  ),
  points: t('council.agenda'),
});
