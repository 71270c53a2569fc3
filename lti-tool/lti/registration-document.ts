import { z } from 'zod';
import { HISTORY_PARAMETER, HISTORY_VARIABLE } from './course-history.js';
import { REQUESTED_SCOPES } from './lti-scopes.js';
import type { RegistrationQuirks } from './platforms/default.js';
import { quirksOf } from './platforms/index.js';
import { productCode } from './product-code.js';

const PLATFORM_CONFIGURATION = 'https://purl.imsglobal.org/spec/lti-platform-configuration';
const TOOL_CONFIGURATION = 'https://purl.imsglobal.org/spec/lti-tool-configuration';

const address = z.url({ protocol: /^https?$/ }).max(2000);

/** What an LMS may leave out; some write null for what they leave out. */
const maybe = <T extends z.ZodType>(inner: T) =>
  z.preprocess((value) => value ?? undefined, inner.optional());

/** An id as text; a number means the same. */
const id = z.union([z.string(), z.number()]).transform(String).pipe(z.string().min(1).max(255));

/** What of a platform's OpenID configuration is read (Dynamic Registration 1.0 §3.4). */
export const platformConfiguration = z.object({
  issuer: address.max(255),
  authorization_endpoint: address,
  token_endpoint: address,
  jwks_uri: address,
  registration_endpoint: address,
  /** Audience of the token requests where it differs from their address. */
  authorization_server: maybe(z.string().max(2000)),
  scopes_supported: maybe(z.array(z.string())),
  claims_supported: maybe(z.array(z.string())),
  [PLATFORM_CONFIGURATION]: maybe(
    z.object({
      product_family_code: z.unknown().optional(),
      variables: maybe(z.array(z.string())),
    }),
  ),
});
export type PlatformConfiguration = z.infer<typeof platformConfiguration>;

/** What of the platform's answer is read: who we are there, and under which deployment if it says. */
export const registrationAnswer = z
  .object({
    client_id: id,
    [TOOL_CONFIGURATION]: maybe(z.object({ deployment_id: maybe(id) })),
  })
  .transform((answer) => ({
    clientId: answer.client_id,
    deploymentId: answer[TOOL_CONFIGURATION]?.deployment_id ?? null,
  }));

/** The LMS's product, `moodle` and the like; '' where it does not say. */
export const productFamilyOf = (configuration: PlatformConfiguration): string =>
  (productCode(configuration[PLATFORM_CONFIGURATION]?.product_family_code) ?? '').toLowerCase();

/** What the LMS wants otherwise of our document; it has no registration of ours to be known by yet. */
const registrationQuirks = (configuration: PlatformConfiguration): RegistrationQuirks =>
  quirksOf({
    issuer: configuration.issuer,
    authEndpoint: configuration.authorization_endpoint,
    tokenEndpoint: configuration.token_endpoint,
    productFamily: productFamilyOf(configuration) || null,
  }).registration;

/** Custom parameters whose values the LMS fills in at each launch: last year's courses, the course's dates, groups. */
const CUSTOM_PARAMETERS: Readonly<Record<string, string>> = {
  [HISTORY_PARAMETER]: HISTORY_VARIABLE,
  course_begin: '$CourseSection.timeFrame.begin',
  course_end: '$CourseSection.timeFrame.end',
  middle_name: '$Person.name.middle',
  group_ids: '$Moodle.Person.userGroupIds',
};

const CLAIMS = [
  'iss',
  'sub',
  'name',
  'given_name',
  'family_name',
  'middle_name',
  'email',
  'locale',
];

/** A variable that the LMS does not know would come as literal text, so only known ones are asked for. */
function customParameters(configuration: PlatformConfiguration): Record<string, string> {
  const known = configuration[PLATFORM_CONFIGURATION]?.variables;
  if (!known) return { ...CUSTOM_PARAMETERS };
  return Object.fromEntries(
    Object.entries(CUSTOM_PARAMETERS).filter(([, variable]) => known.includes(variable.slice(1))),
  );
}

function supported(wanted: readonly string[], offered: string[] | undefined): string[] {
  return offered ? wanted.filter((one) => offered.includes(one)) : [...wanted];
}

/** The two messages of LTI: a page of ours, and the picker. */
function messages(launch: string, { pageMessage, pickerMessage }: RegistrationQuirks): object[] {
  return [
    {
      type: 'LtiResourceLinkRequest',
      target_link_uri: launch,
      label: 'Наставник',
      'label#en': 'Nastavnik',
      ...pageMessage,
    },
    {
      type: 'LtiDeepLinkingRequest',
      target_link_uri: launch,
      label: 'Выбрать страницу «Наставника»',
      'label#en': 'Pick a Nastavnik page',
      ...pickerMessage,
    },
  ];
}

/**
 * What the tool says about itself to a platform (Dynamic Registration 1.0 §3.5, Moodle: lti.md §4):
 * `domain` is the target's host with its port, the redirect address is exactly one.
 * @param publicUrl PUBLIC_URL, without a slash at the end
 */
export function registrationDocument(
  publicUrl: string,
  configuration: PlatformConfiguration,
): Record<string, unknown> {
  const launch = `${publicUrl}/lti/launch`;
  const quirks = registrationQuirks(configuration);
  const offered: Pick<PlatformConfiguration, 'claims_supported' | 'scopes_supported'> =
    quirks.offersAreWhole ? configuration : {};
  const claims = supported(CLAIMS, offered.claims_supported);
  return {
    application_type: 'web',
    response_types: ['id_token'],
    grant_types: ['implicit', 'client_credentials'],
    initiate_login_uri: `${publicUrl}/lti/login`,
    redirect_uris: [launch],
    client_name: 'Наставник',
    'client_name#ru': 'Наставник',
    'client_name#en': 'Nastavnik',
    jwks_uri: `${publicUrl}/lti/jwks`,
    logo_uri: `${publicUrl}/public/icon.svg`,
    token_endpoint_auth_method: 'private_key_jwt',
    scope: supported(REQUESTED_SCOPES, offered.scopes_supported).join(' '),
    [TOOL_CONFIGURATION]: {
      domain: new URL(publicUrl).host,
      description:
        'Программа наставничества колледжа: пары, встречи, ход программы, оценка в журнале.',
      'description#en': 'Mentoring programme: pairs, meetings, progress, gradebook.',
      target_link_uri: launch,
      custom_parameters: customParameters(configuration),
      claims: [...new Set(['iss', 'sub', ...claims])],
      messages: messages(launch, quirks),
    },
  };
}
