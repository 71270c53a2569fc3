import type { DemoLms } from './index.js';
import type { Activity, Tool } from './model.js';

export interface SeedOptions {
  /** The tool's public address, e.g. http://127.0.0.1:8080. */
  toolUrl: string;
  /** Made up when absent. */
  clientId?: string;
  courseId?: number;
  name?: string;
}

const pages = [
  { page: 'home', title: 'Моё наставничество', text: 'Ваша пара, встречи и план' },
  {
    page: 'meetings',
    title: 'Журнал встреч',
    text: 'Записи о встречах наставника и наставляемого',
  },
  { page: 'overview', title: 'Обзор программы', text: 'Как идёт программа наставничества' },
];

async function seedTool(lms: DemoLms, { toolUrl, clientId, name }: SeedOptions): Promise<Tool> {
  const jwksUrl = `${toolUrl}/lti/jwks`;
  const present = lms.state.tools.find((tool) =>
    clientId ? tool.clientId === clientId : tool.jwksUrl === jwksUrl,
  );
  if (present) return present;
  return lms.registerTool({
    ...(clientId ? { clientId } : {}),
    name: name ?? 'Наставник',
    description: 'Наставничество в колледже',
    initiateLoginUrl: `${toolUrl}/lti/login`,
    redirectUris: [`${toolUrl}/lti/launch`],
    jwksUrl,
    targetLinkUri: `${toolUrl}/lti/launch`,
    // As a dynamic registration would have asked for it.
    custom: { context_id_history: '$Context.id.history' },
  });
}

/**
 * Registers the tool and places its three activities in the course; the first has the column
 * «Прогресс наставничества» (maximum 100). Calling it again changes nothing.
 */
export async function seedDemo(
  lms: DemoLms,
  options: SeedOptions,
): Promise<{ tool: Tool; activities: Activity[] }> {
  const { toolUrl, courseId = 2 } = options;
  const tool = await seedTool(lms, options);
  const activities: Activity[] = [];
  for (const { page, title, text } of pages) {
    const url = `${toolUrl}/lti/launch?page=${page}`;
    const present = lms.state.activities.find(
      (item) => item.courseId === courseId && item.toolId === tool.id && item.url === url,
    );
    const gradable = page === 'home';
    activities.push(
      present ??
        (
          await lms.placeActivity(courseId, {
            toolId: tool.id,
            title,
            text,
            url,
            gradable,
            ...(gradable
              ? {
                  lineItemLabel: 'Прогресс наставничества',
                  scoreMaximum: 100,
                  // As the tool's own Deep Linking would: it finds its column by these.
                  resourceId: 'nastavnik-progress',
                  tag: 'progress',
                }
              : {}),
          })
        ).activity,
    );
  }
  return { tool, activities };
}
