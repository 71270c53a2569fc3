import type { SchoolMaterial } from '../../../service/api/school-materials.js';
import { ENDINGS } from '../../web/attachment.js';
import type { PageContext } from '../../web/context.js';

const KIBIBYTE = 1024;

/** «pdf, 340 КБ». */
export function fileWords({ t, fmt }: PageContext, file: NonNullable<SchoolMaterial['file']>) {
  const { type, size } = file;
  const large = size >= KIBIBYTE * KIBIBYTE;
  const n = large ? size / KIBIBYTE / KIBIBYTE : Math.max(1, size / KIBIBYTE);
  const words = t(large ? 'file.megabytes' : 'file.kilobytes', {
    n: fmt.number(n, large ? 1 : 0),
  });
  return `${ENDINGS[type]}, ${words}`;
}

/** A material as lists show it. @param mine the mentor's own address of the file */
export function materialModel(ctx: PageContext, material: SchoolMaterial, mine = false) {
  const { materialId, title, kind, link, file, sessionTitle, sessionId, forms } = material;
  const below = mine ? 'my-school' : 'school/materials';
  return {
    title,
    kind: ctx.ref('schoolMaterialKind', kind),
    href: link ?? ctx.url(`${below}/${materialId}/file`),
    outside: link !== null,
    what: file ? fileWords(ctx, file) : ctx.t('school.material.isLink'),
    of: sessionTitle ?? '',
    ofHref: sessionId ? ctx.url(`school/sessions/${sessionId}`) : '',
    forms: forms.map((form) => ctx.ref('form', form)).join(', '),
    edit: ctx.url(`school/materials/${materialId}`),
  };
}
