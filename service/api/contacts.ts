import { z } from 'zod';
import { text } from './common.js';

/** A line of words, or nothing. */
export const line = (max: number) => text(max).nullable().default(null);

/** A telephone number as people write it, or nothing. */
export const phone = text(32)
  .pipe(z.string().regex(/^$|^\+?\d[\d ()-]{4,}$/, 'phone.format'))
  .nullable()
  .default(null);

/** An e-mail address, or nothing. */
export const email = text(320)
  .pipe(z.string().regex(/^$|^[^\s@]+@[^\s@]+$/, 'email.format'))
  .nullable()
  .default(null);

/** An address that a browser may open, or nothing. */
export const webLink = text(1000)
  .refine((s) => s === '' || (/^https?:\/\/[^\s]+$/i.test(s) && URL.canParse(s)), 'link.invalid')
  .nullable()
  .default(null);
