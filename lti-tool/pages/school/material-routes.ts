import { Router } from 'express';
import { SCHOOL_MATERIAL_KINDS, type SchoolMaterialKind } from '../../../service/api/index.js';
import type { Form } from '../../../service/api/reference.js';
import type {
  SchoolMaterial,
  SchoolMaterialFields,
} from '../../../service/api/school-materials.js';
import { notFound } from '../../../shared/errors.js';
import { ENDINGS, sendAttachment } from '../../web/attachment.js';
import { type PageContext, type PageWrapper, requireRole } from '../../web/context.js';
import {
  type FormValues,
  type FormView,
  fieldList,
  fieldOrNull,
  fieldText,
  type Labels,
  openForm,
  submitForm,
} from '../../web/forms.js';
import { postedFile } from '../../web/multipart.js';
import { idParam } from '../meetings/path-ids.js';
import { formOptions } from '../pairs/options.js';
import { fileWords, materialModel } from './material-words.js';
import { isKeeper, KEEPERS, READERS } from './roles.js';
import { whenWords } from './session-words.js';

/** As the service has it; the browser is told, so that a larger file is not sent in vain. */
const FILE_BYTES = 20 * 1024 * 1024;
const MOST_SESSIONS = 500;

const labelsOf = ({ t }: PageContext): Labels => ({
  title: t('school.material.title'),
  kind: t('school.material.kind'),
  link: t('school.material.link'),
  file: t('school.material.file'),
  sessionId: t('school.material.session'),
  forms: t('school.material.forms'),
});

async function list(ctx: PageContext): Promise<void> {
  requireRole(ctx, ...READERS);
  const { rows } = await ctx.api.listSchoolMaterials({ programmeId: ctx.programmeId });
  ctx.render('school/materials', {
    mayEdit: isKeeper(ctx.role),
    rows: rows.map((one) => materialModel(ctx, one)),
  });
}

/** One of the materials; the list is short and answers for each. */
async function find(ctx: PageContext): Promise<SchoolMaterial> {
  const materialId = idParam(ctx, 'materialId');
  const { rows } = await ctx.api.listSchoolMaterials({ programmeId: ctx.programmeId });
  const found = rows.find((one) => one.materialId === materialId);
  if (!found) throw notFound('material');
  return found;
}

const valuesOf = (material: SchoolMaterial | null, sessionId: string): FormValues => ({
  title: material?.title ?? '',
  kind: material?.kind ?? 'slides',
  link: material?.link ?? '',
  sessionId: material ? (material.sessionId ?? '') : sessionId,
  forms: material?.forms ?? [],
});

async function show(ctx: PageContext, material: SchoolMaterial | null, refused?: FormView) {
  requireRole(ctx, ...KEEPERS);
  const { t, programmeId } = ctx;
  const asked = ctx.req.query['session'];
  const initial = valuesOf(material, typeof asked === 'string' ? asked : '');
  const form = refused ?? (await openForm(ctx, initial, { labels: labelsOf(ctx) }));
  const { rows: sessions } = await ctx.api.listSchoolSessions({
    programmeId,
    pageSize: MOST_SESSIONS,
  });
  ctx.render(
    'school/material',
    {
      title: material?.title ?? t('school.material.new'),
      path: material ? `school/materials/${material.materialId}` : 'school/materials/new',
      version: material?.version,
      form,
      kinds: SCHOOL_MATERIAL_KINDS.map((value) => ({
        value,
        label: ctx.ref('schoolMaterialKind', value),
      })),
      sessions: sessions.map((session) => ({
        value: session.sessionId,
        label: `${whenWords(ctx, session)} ${session.title}`,
      })),
      forms: formOptions(ctx),
      maxBytes: FILE_BYTES,
      keptWords: form.value('fileWords'),
      hasFile: material?.file ? fileWords(ctx, material.file) : '',
    },
    refused ? 422 : 200,
  );
}

/** Keeps the file that came with the form first: when something else is wrong it need not be chosen again. */
async function keepFile(ctx: PageContext): Promise<string | null> {
  const { body } = ctx.req;
  const file = postedFile(ctx, 'file');
  if (file === null) return fieldOrNull(body, 'fileId');
  const bytes = (async function* whole() {
    yield file;
  })();
  const kept = await ctx.api.keepSchoolFile({ programmeId: ctx.programmeId }, bytes);
  Object.assign(body, { fileId: kept.fileId, fileWords: fileWords(ctx, kept) });
  return kept.fileId;
}

async function fieldsOf(ctx: PageContext): Promise<SchoolMaterialFields> {
  const { body } = ctx.req;
  return {
    title: fieldText(body, 'title'),
    kind: fieldText(body, 'kind') as SchoolMaterialKind,
    link: fieldOrNull(body, 'link'),
    fileId: await keepFile(ctx),
    sessionId: fieldOrNull(body, 'sessionId'),
    forms: fieldList(body, 'forms') as Form[],
  };
}

async function create(ctx: PageContext): Promise<void> {
  requireRole(ctx, ...KEEPERS);
  await submitForm(ctx, {
    labels: labelsOf(ctx),
    attempt: async () =>
      ctx.api.createSchoolMaterial({
        programmeId: ctx.programmeId,
        ...(await fieldsOf(ctx)),
        idempotencyKey: fieldText(ctx.req.body, 'idempotencyKey'),
      }),
    done: ({ sessionId }) =>
      ctx.redirect(sessionId ? `school/sessions/${sessionId}` : 'school/materials', {
        kind: 'success',
        key: 'school.material.saved',
      }),
    again: (form) => show(ctx, null, form),
  });
}

async function save(ctx: PageContext): Promise<void> {
  requireRole(ctx, ...KEEPERS);
  const at = { programmeId: ctx.programmeId, materialId: idParam(ctx, 'materialId') };
  const { body } = ctx.req;
  const version = Number(fieldText(body, 'version'));
  const remove = fieldText(body, 'remove') !== '';
  await submitForm<unknown>(ctx, {
    labels: labelsOf(ctx),
    attempt: async () =>
      remove
        ? ctx.api.removeSchoolMaterial({ ...at, version })
        : ctx.api.updateSchoolMaterial({ ...at, ...(await fieldsOf(ctx)), version }),
    done: () =>
      ctx.redirect('school/materials', {
        kind: 'success',
        key: remove ? 'school.material.removed' : 'school.material.saved',
      }),
    again: async (form) => show(ctx, await find(ctx), form),
    stored: async (typed) => {
      const now = await find(ctx);
      const words = (values: FormValues) => ({
        title: fieldText(values, 'title'),
        kind: ctx.ref('schoolMaterialKind', fieldText(values, 'kind')),
        link: fieldText(values, 'link'),
      });
      return {
        version: now.version,
        shown: words(valuesOf(now, '')),
        typed: words(typed),
        back: 'school/materials',
      };
    },
  });
}

/** Sends the file of a material to whom it is meant for; the service decides. */
export async function sendMaterial(ctx: PageContext): Promise<void> {
  requireRole(ctx, ...READERS, 'mentor');
  const at = { programmeId: ctx.programmeId, materialId: idParam(ctx, 'materialId') };
  const { title, type, bytes } = await ctx.api.getSchoolFile(at);
  await sendAttachment(ctx, { name: `${title}.${ENDINGS[type]}`, type, bytes });
}

/** Materials of the school: list, adding, changing, taking away, their files. */
export function materialRoutes(page: PageWrapper): Router {
  const router = Router({ mergeParams: true });
  router.get('/school/materials', page(list));
  router.get(
    '/school/materials/new',
    page((ctx) => show(ctx, null)),
  );
  router.post('/school/materials/new', page(create));
  router.get('/school/materials/:materialId/file', page(sendMaterial));
  router.get(
    '/school/materials/:materialId',
    page(async (ctx) => {
      requireRole(ctx, ...KEEPERS);
      await show(ctx, await find(ctx));
    }),
  );
  router.post('/school/materials/:materialId', page(save));
  return router;
}
