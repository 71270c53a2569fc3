import { z } from 'zod';
import { id, idempotencyKey, ok, text } from './common.js';
import { webLink } from './contacts.js';
import { endpoint, givesFile, takesFile } from './endpoint.js';
import { FILE_TYPES, fileFacts } from './files.js';
import { FORMS, SCHOOL_MATERIAL_KINDS } from './reference.js';

const KEEPERS = ['coordinator', 'methodist'] as const;
const READERS = ['coordinator', 'curator', 'head', 'methodist'] as const;

/** What is said of a material: it is a link or a file, never both. */
export const schoolMaterialFields = z.object({
  title: text(300).pipe(z.string().min(1, 'required')),
  kind: z.enum(SCHOOL_MATERIAL_KINDS),
  link: webLink,
  /** As `keepSchoolFile` gave it. */
  fileId: id.nullable().default(null),
  /** The session that it is of; null: of the school as a whole. */
  sessionId: id.nullable().default(null),
  /** Of the school as a whole: for mentors of these forms; none: for all. */
  forms: z.array(z.enum(FORMS)).max(FORMS.length).default([]),
});
export type SchoolMaterialFields = z.infer<typeof schoolMaterialFields>;

export const schoolMaterial = schoolMaterialFields.omit({ fileId: true }).extend({
  materialId: id,
  sessionTitle: z.string().nullable(),
  /** Null: it is a link. */
  file: fileFacts.nullable(),
  version: z.number().int(),
});
export type SchoolMaterial = z.infer<typeof schoolMaterial>;

const inProgramme = { programmeId: id };
const atMaterial = { programmeId: id, materialId: id };
const version = z.number().int();

export const schoolMaterials = {
  listSchoolMaterials: endpoint({
    method: 'GET',
    path: '/programmes/{programmeId}/school/materials',
    summary: 'Materials of the mentors’ school: those of sessions in their order, then the others.',
    tag: 'school',
    access: READERS,
    input: z.object({ ...inProgramme, sessionId: id.optional() }),
    output: z.object({ rows: z.array(schoolMaterial) }),
  }),

  keepSchoolFile: takesFile({
    method: 'POST',
    path: '/programmes/{programmeId}/school/files',
    summary: 'Keeps a file for a material that is being written down.',
    tag: 'school',
    access: KEEPERS,
    input: z.object(inProgramme),
    output: fileFacts.extend({ fileId: id }),
  }),

  createSchoolMaterial: endpoint({
    method: 'POST',
    path: '/programmes/{programmeId}/school/materials',
    summary: 'Adds a material.',
    tag: 'school',
    access: KEEPERS,
    input: schoolMaterialFields.extend({ ...inProgramme, idempotencyKey }),
    output: schoolMaterial,
  }),

  updateSchoolMaterial: endpoint({
    method: 'PUT',
    path: '/programmes/{programmeId}/school/materials/{materialId}',
    summary: 'Changes a material; without link and new file, the file stays.',
    tag: 'school',
    access: KEEPERS,
    input: schoolMaterialFields.extend({ ...atMaterial, version }),
    output: schoolMaterial,
  }),

  removeSchoolMaterial: endpoint({
    method: 'DELETE',
    path: '/programmes/{programmeId}/school/materials/{materialId}',
    summary: 'Takes a material away, with its file.',
    tag: 'school',
    access: KEEPERS,
    input: z.object({ ...atMaterial, version }),
    output: ok,
  }),

  getSchoolFile: givesFile({
    method: 'GET',
    path: '/programmes/{programmeId}/school/materials/{materialId}/file',
    summary: 'The file of a material; to mentors, of those that are meant for them.',
    tag: 'school',
    access: [...READERS, 'mentor'],
    input: z.object(atMaterial),
    output: z.object({ title: z.string(), type: z.enum(FILE_TYPES), size: z.number().int() }),
  }),
};
