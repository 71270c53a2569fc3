import type { Protocol } from '../../../service/api/council.js';
import type { PageContext } from '../../web/context.js';
import { wordDocument } from '../../web/word.js';

const LINE = '______________________';
const ROLES = { chair: 'председатель', secretary: 'секретарь', member: 'член совета' } as const;

/** «Иванова И. И., председатель, директор». */
const memberLine = ({ name, role, position }: Protocol['present'][number]): string =>
  [name, ROLES[role], position].filter(Boolean).join(', ');

/**
 * Minutes of the mentors' council as a Word document: the college, who was there, the agenda, what was
 * decided and whom it concerns, lines for the signatures. In Russian, whatever the page's language.
 */
export function protocolDocx(ctx: PageContext, protocol: Protocol): Promise<Buffer> {
  const { number, heldOn, present, points, organisationName, programmeTitle } = protocol;
  const date = ctx.fmt.date(heldOn);
  const title = `Протокол заседания совета наставников № ${number} от ${date}`;
  const signers = present.filter(({ role }) => role !== 'member');
  return wordDocument(title, ({ docx, line }) => {
    const { CENTER, JUSTIFIED } = docx.AlignmentType;
    const heading = (words: string) => line(words, { heading: docx.HeadingLevel.HEADING_2 });
    return [
      // The name of the organisation stands above that of the paper (GOST R 7.0.97).
      line(organisationName, { alignment: CENTER }),
      line(`ПРОТОКОЛ № ${number}`, {
        alignment: CENTER,
        heading: docx.HeadingLevel.HEADING_1,
      }),
      line('заседания совета наставников', { alignment: CENTER }),
      line(programmeTitle, { alignment: CENTER }),
      line(`Дата: ${date}`),
      heading('Присутствовали'),
      ...present.map((one, index) => line(`${index + 1}. ${memberLine(one)}`)),
      heading('Повестка дня'),
      ...points.map(({ topic }, index) => line(`${index + 1}. ${topic}`)),
      ...points.flatMap(({ topic, decision, people }, index) => [
        heading(`${index + 1}. ${topic}`),
        line(`Решили: ${decision || LINE}`, { alignment: JUSTIFIED }),
        ...(people.length > 0
          ? [line(`Касается: ${people.map(({ name }) => name).join('; ')}`)]
          : []),
      ]),
      ...(signers.length > 0
        ? signers.map(({ name, role }) =>
            line(`${role === 'chair' ? 'Председатель' : 'Секретарь'} ${LINE} ${name}`),
          )
        : [line(`Председатель ${LINE}`), line(`Секретарь ${LINE}`)]),
    ];
  });
}
