import type { OutputOf } from '../../../service/api/endpoint.js';
import type { Contract } from '../../../service/api/index.js';
import type { PageContext } from '../../web/context.js';
import { wordDocument } from '../../web/word.js';
import { cellsOf, OFFICIAL_COLUMNS } from './register-words.js';

type Register = OutputOf<Contract['getMentorRegister']>;

/** Whether this is not the whole that the order approved: a curator of some forms sees these. */
export const isPart = ({ hidden, rows }: Register): boolean =>
  hidden > 0 || rows.some(({ partly }) => partly);

/**
 * The appendix to the order that approved a register, as a Word document with the official columns
 * (methodology §5.2), under the name of the college; of a part of it an extract, which nobody can take for
 * the whole. In Russian, whatever the page's language.
 */
export function registerDocx(ctx: PageContext, register: Register): Promise<Buffer> {
  const { orderNumber, orderOn, basis, protocol, rows } = register;
  const part = isPart(register);
  const title = part ? 'Выписка из реестра наставников' : 'Реестр наставников';
  const founded = [
    protocol
      ? `протокол совета наставников № ${protocol.number} от ${ctx.fmt.date(protocol.heldOn)}`
      : '',
    basis ?? '',
  ].filter(Boolean);
  return wordDocument(
    title,
    ({ docx, line, table }) => {
      const { RIGHT, CENTER } = docx.AlignmentType;
      const { organisationName, title: programme } = ctx.me.programme;
      return [
        ...(part ? [] : [line('Приложение', { alignment: RIGHT })]),
        line(
          `${part ? 'Утверждён распоряжением' : 'к распоряжению'} № ${orderNumber} от ${ctx.fmt.date(orderOn)}`,
          { alignment: RIGHT },
        ),
        line(organisationName, { alignment: RIGHT }),
        line(title.toUpperCase(), { alignment: CENTER, heading: docx.HeadingLevel.HEADING_1 }),
        line(programme, { alignment: CENTER }),
        table(
          OFFICIAL_COLUMNS,
          rows.map(({ position, cells }) => [String(position), ...cellsOf(ctx, cells)]),
        ),
        line(''),
        ...(founded.length > 0 ? [line(`Основание: ${founded.join('; ')}.`)] : []),
        ...(part ? [] : [line('Руководитель ______________________ / ______________________')]),
      ];
    },
    { landscape: true },
  );
}
