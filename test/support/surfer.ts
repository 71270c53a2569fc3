/** One answer on the way, as a browser would keep it in its network log. */
export interface Seen {
  method: string;
  /** As the pages say it, also where the tests go to another machine for it. */
  url: string;
  status: number;
  headers: Headers;
  body: string;
}

/** A browser without script over real HTTP: cookies, redirects, the forms of the launch. */
export interface Surfer {
  cookies: Map<string, string>;
  /** Everything that was asked for and answered, oldest first. */
  seen: Seen[];
  /** Asks for a page and follows its redirects. */
  get(url: string): Promise<Seen>;
  /** Sends a form and follows the redirects. */
  post(url: string, fields: Record<string, string> | [string, string][]): Promise<Seen>;
  /** Opens an activity of a course of the demo LMS as this person, up to the rendered page. */
  launch(key: string, activity: string, course?: number): Promise<Seen>;
  /** Follows a launch from the LMS's page that begins it (below its address) to the rendered page. */
  enter(path: string): Promise<Seen>;
}

const HOPS = 8;

const plainText = (text: string) =>
  text
    .replace(/&#34;/g, '"')
    .replace(/&#39;/g, "'")
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&amp;/g, '&');

/** The first form of a page that posts itself: where to, and what. */
function hiddenForm(html: string): { action: string; fields: Record<string, string> } {
  const action = /<form[^>]*\saction="([^"]*)"/.exec(html)?.[1];
  if (action === undefined) throw new Error(`no form on the page: ${html.slice(0, 600)}`);
  const fields: Record<string, string> = {};
  for (const [, name = '', value = ''] of html.matchAll(
    /<input type="hidden" name="([^"]*)" value="([^"]*)">/g,
  ))
    fields[plainText(name)] = plainText(value);
  return { action: plainText(action), fields };
}

/** The value of a field of a page's form. */
export function fieldValue(html: string, name: string): string {
  return plainText(new RegExp(`name="${name}"[^>]*? value="([^"]*)"`).exec(html)?.[1] ?? '');
}

/**
 * @param lmsUrl the demo LMS
 * @param via where a public address is really listened to: `https://mentor.example` → `http://127.0.0.1:1234`
 */
export function newSurfer(lmsUrl: string, via: Readonly<Record<string, string>> = {}): Surfer {
  const cookies = new Map<string, string>();
  const seen: Seen[] = [];

  function keep(headers: Headers): void {
    for (const line of headers.getSetCookie()) {
      const [pair = '', ...attributes] = line.split('; ');
      const at = pair.indexOf('=');
      if (attributes.includes('Max-Age=0')) cookies.delete(pair.slice(0, at));
      else cookies.set(pair.slice(0, at), pair.slice(at + 1));
    }
  }

  async function once(method: string, url: string, body?: URLSearchParams): Promise<Seen> {
    const { origin } = new URL(url);
    const address = url.replace(origin, via[origin] ?? origin);
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const answer = await fetch(address, {
      method,
      redirect: 'manual',
      headers: { 'accept-language': 'ru', ...(cookie ? { cookie } : {}) },
      ...(body === undefined ? {} : { body }),
    });
    keep(answer.headers);
    const { status, headers } = answer;
    const one: Seen = { method, url, status, headers, body: await answer.text() };
    seen.push(one);
    return one;
  }

  async function follow(first: Seen): Promise<Seen> {
    let current = first;
    for (let hop = 0; hop < HOPS && current.status >= 300 && current.status < 400; hop += 1) {
      current = await once('GET', new URL(current.headers.get('location') ?? '', current.url).href);
    }
    return current;
  }

  const get = async (url: string) => follow(await once('GET', url));
  const post: Surfer['post'] = async (url, fields) =>
    follow(await once('POST', url, new URLSearchParams(fields)));

  async function enter(path: string): Promise<Seen> {
    const begin = hiddenForm((await get(`${lmsUrl}${path}`)).body);
    const login = await post(begin.action, begin.fields);
    const on = /<a id="continue" href="([^"]*)"/.exec(login.body)?.[1];
    if (on === undefined) throw new Error(`no way on: ${login.status} ${login.body.slice(0, 600)}`);
    const answer = hiddenForm((await get(plainText(on))).body);
    return post(answer.action, answer.fields);
  }

  return {
    cookies,
    seen,
    get,
    post,
    enter,
    async launch(key, activity, course = 2) {
      const page = await get(`${lmsUrl}/login?as=${key}&to=/course/${course}`);
      const link = new RegExp(`href="/mod/lti/view\\.php\\?id=(\\d+)">${activity}<`).exec(
        page.body,
      );
      if (!link) throw new Error(`no activity ${activity} for ${key}: ${page.status}`);
      return enter(`/mod/lti/launch.php?id=${link[1]}`);
    },
  };
}

/** The session's address that a page of the tool stands below: `…/app/<sid>/`. */
export function baseOf(page: Seen): string {
  const url = new URL(page.url);
  return `${url.origin}${url.pathname.split('/').slice(0, 3).join('/')}/`;
}
