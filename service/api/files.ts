import { z } from 'zod';
import { endpoint } from './endpoint.js';

/** The types of kept files, told from their content. */
export const FILE_TYPES = [
  'application/pdf',
  'image/jpeg',
  'image/png',
  'image/webp',
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  'application/vnd.openxmlformats-officedocument.presentationml.presentation',
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
] as const;

export type FileType = (typeof FILE_TYPES)[number];

/** What is told of a kept file. */
export const fileFacts = z.object({
  type: z.enum(FILE_TYPES),
  /** In bytes. */
  size: z.number().int(),
});
export type FileFacts = z.infer<typeof fileFacts>;

export const files = {
  sweepFiles: endpoint({
    method: 'POST',
    path: '/files/sweep',
    summary: 'Takes away files to which no record refers after a day.',
    tag: 'files',
    access: 'system',
    input: z.object({}),
    output: z.object({ removed: z.number().int() }),
  }),
};
