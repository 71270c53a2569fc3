import { z } from 'zod';
import { FORMS, PERSON_GAPS, PERSON_STATES, ROLES } from '../../../service/api/index.js';
import { pageParameter, searchParameter } from '../../web/list-filters.js';

export const SORTS = ['name', '-name', 'group', 'state', '-state', '-gaps'] as const;

/** What narrows and orders the list of participants; it stays in the address. */
export const PEOPLE_FILTERS = {
  search: searchParameter,
  role: z.enum(ROLES).optional(),
  form: z.enum(FORMS).optional(),
  groupName: z.string().trim().max(100).optional(),
  state: z.enum(PERSON_STATES).optional(),
  gap: z.enum(PERSON_GAPS).optional(),
  lmsStatus: z.enum(['active', 'left', 'none']).optional(),
  pairing: z.enum(['paired', 'unpaired']).optional(),
  sort: z.enum(SORTS).optional(),
  page: pageParameter,
};
