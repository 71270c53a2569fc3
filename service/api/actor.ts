import { z } from 'zod';
import { ROLES } from './reference.js';

/**
 * Who calls. The service believes it (an object in one process, a signed token or an API key over
 * HTTP) about who it is, never about what it may do: the roles are read from the service's own
 * tables at each call.
 */
export const actorSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('person'),
    organisationId: z.uuid(),
    personId: z.uuid(),
    /** The role in which the person acts now, one of those that they hold in the programme. */
    role: z.enum(ROLES),
    /** They did not sign in but came by this personal link: see `BY_LINK`. */
    viaLink: z.uuid().optional(),
  }),
  z.object({
    kind: z.literal('apiKey'),
    organisationId: z.uuid(),
    keyId: z.uuid(),
    role: z.enum(ROLES),
  }),
  z.object({ kind: z.literal('system'), name: z.string() }),
]);

export type Actor = z.infer<typeof actorSchema>;
export type PersonActor = Extract<Actor, { kind: 'person' }>;
