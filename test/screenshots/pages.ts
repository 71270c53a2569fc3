import type { Page } from 'playwright-core';

/** A page of the guides: who sees it, and how to get there from the session's address. */
export interface Shot {
  /** Name of the picture, without size and ending. */
  name: string;
  /** Key of the person in the demo LMS. */
  person: string;
  /**
   * @param base address of the session, e.g. `http://127.0.0.1:8080/app/<sid>/`
   * @param lmsUrl the demo LMS
   */
  open(page: Page, base: string, lmsUrl: string): Promise<void>;
}

const at = (path: string) => async (page: Page, base: string) => {
  await page.goto(new URL(path, base).href);
};

/** Opens the first link of a page whose address looks so. */
async function follow(page: Page, from: string, address: RegExp): Promise<void> {
  await page.goto(from);
  const links = await page.locator('main a[href], #main a[href], body a[href]').all();
  for (const link of links) {
    const href = (await link.getAttribute('href')) ?? '';
    if (!address.test(href.split('?')[0] ?? '')) continue;
    await page.goto(new URL(href, page.url()).href);
    return;
  }
  throw new Error(`${from} has no link like ${address.source}`);
}

const ID = '[0-9a-f]{8}-[0-9a-f-]{27}';
const first = (list: string, address: string) => (page: Page, base: string) =>
  follow(page, new URL(list, base).href, new RegExp(`/${address}$`));

/** The form of the mentor's first pair, on a page of its own. */
async function meetingForm(page: Page, base: string): Promise<void> {
  await page.goto(new URL('my', base).href);
  const card = await page.locator('section[id^="pair-"]').first().getAttribute('id');
  await page.goto(new URL(`meetings/new/${String(card).slice('pair-'.length)}`, base).href);
}

/** A change of the first group of the list, on a page of its own. */
const ofGroup = (below: string) => async (page: Page, base: string) => {
  await first('pairs?form=student_student&state=active', `pairs/${ID}`)(page, base);
  await page.goto(`${page.url().split('?')[0]}/${below}`);
};

/** A page below the first meeting of the log: '' is the meeting itself. */
const meetingPage = (below: '' | '/edit' | '/withdraw') => async (page: Page, base: string) => {
  await first('meetings', `meetings/${ID}`)(page, base);
  if (below !== '') await page.goto(`${page.url().split('?')[0]}${below}`);
};

/** The table of several past meetings of the mentor's first pair at work. */
async function severalMeetings(page: Page, base: string): Promise<void> {
  await first('my', `calendar/new/${ID}`)(page, base);
  const pairId = page.url().split('/').at(-1);
  await page.goto(new URL(`meetings/several/${pairId}`, base).href);
}

/** A sheet of the diary of the mentor's first pair at work, as it is printed. */
async function diarySheet(page: Page, base: string): Promise<void> {
  await first('my', `my/pairs/${ID}`)(page, base);
  await page.locator('.paper-links button').click();
  await page.locator('.diary-sheet').waitFor();
}

/** What was done for a mentee who waited for a mentor. */
async function supportLog(page: Page, base: string): Promise<void> {
  const name = encodeURIComponent('Александрова');
  await first(`participants?search=${name}`, `participants/${ID}`)(page, base);
  await follow(page, page.url(), /\/support$/);
}

/** A rhythm twice as fast, before it is saved: whose scores it would change. */
async function settingsConfirm(page: Page, base: string): Promise<void> {
  await page.goto(new URL('settings', base).href);
  await page.locator('input[name="meetingEveryDays"]').fill('7');
  await page.getByRole('button', { name: 'Сохранить' }).click();
  await page.getByRole('button', { name: 'Вернуться' }).waitFor();
}

/** A score that a teacher entered in the LMS's gradebook by hand, as a comparison with it shows. */
async function gradesCheck(page: Page, base: string, lmsUrl: string): Promise<void> {
  await page.goto(`${lmsUrl}/course/2/grades`);
  await page.getByText('Поставить оценку вручную').click();
  await page.getByLabel('Студент').selectOption({ index: 1 });
  await page.getByLabel('Оценка', { exact: true }).fill('12');
  await page.getByRole('button', { name: 'Поставить' }).click();
  await page.goto(new URL('sync/check', base).href);
  await page.getByRole('button', { name: 'Сверить ещё раз' }).click();
  await page.getByText('другое значение').first().waitFor();
}

/** What a check of the connection has found. */
async function connection(page: Page, base: string): Promise<void> {
  await page.goto(new URL('connection', base).href);
  await page.getByRole('button', { name: 'Проверить сейчас' }).click();
  await page.locator('main table').waitFor();
}

/** The mentee's first pair, or the form below it by which help is asked for. */
const myPair = (below: '' | '/help') => async (page: Page, base: string) => {
  await first('my', `my/pairs/${ID}`)(page, base);
  if (below !== '') await page.goto(`${page.url().split('?')[0]}${below}`);
};

/** The consents of the first minor of the list, or a page below them. */
const consentsOf = (below: '' | '/paper' | '/profile') => async (page: Page, base: string) => {
  await first('consents?age=minor', `participants/${ID}/consents`)(page, base);
  const address = page.url().split('?')[0] ?? '';
  if (below === '/paper') await page.goto(`${address}/paper`);
  if (below === '/profile') await page.goto(address.replace(/consents$/, 'profile'));
};

/** A run of matching, begun if there is none yet; as a list, or on the board. */
const matching = (view: 'list' | 'board') => async (page: Page, base: string) => {
  await page.goto(new URL('matching', base).href);
  const start = page.getByRole('button', { name: 'Запустить подбор' });
  if (await start.isVisible()) await start.click();
  await page.locator('.match-list').waitFor();
  if (view === 'board') await page.getByRole('link', { name: 'Доска' }).click();
};

/** What was told of the first mentee of whom something was. */
const toldOf = first('third-party?state=given', `participants/${ID}/third-party`);

const MENTOR_LINK = first('mentor-links?state=open', `participants/${ID}/mentor-link`);

/** The home of a mentor without an account, opened by a link that is made for it. */
async function mentorPage(page: Page, base: string): Promise<void> {
  await MENTOR_LINK(page, base);
  await page.locator('input[value="told_code"]').check();
  await page.getByRole('button', { name: 'Создать ссылку' }).click();
  const address = await page.locator('[data-copy-text]').inputValue();
  const code = await page.locator('.told-code').innerText();
  await page.goto(address);
  await page.locator('input[name="answer"]').fill(code.trim());
  await page.getByRole('button', { name: 'Продолжить' }).click();
  await page.waitForURL(/\/my$/);
}

export const SHOTS: readonly Shot[] = [
  { name: 'overview', person: 'coordinator', open: at('overview') },
  { name: 'signals', person: 'coordinator', open: at('signals') },
  { name: 'signals-pair', person: 'coordinator', open: first('signals', `signals/${ID}`) },
  { name: 'signal-rules', person: 'coordinator', open: at('signals/rules') },
  { name: 'participants', person: 'coordinator', open: at('participants') },
  { name: 'pairs', person: 'coordinator', open: at('pairs') },
  { name: 'pair', person: 'coordinator', open: first('pairs?state=active', `pairs/${ID}`) },
  { name: 'pair-over', person: 'coordinator', open: first('pairs?state=completed', `pairs/${ID}`) },
  { name: 'pair-pause', person: 'coordinator', open: ofGroup('pause') },
  { name: 'pair-mentor', person: 'coordinator', open: ofGroup('mentor') },
  { name: 'pair-end', person: 'coordinator', open: ofGroup('end') },
  { name: 'pair-early-end', person: 'coordinator', open: ofGroup('early-end') },
  { name: 'pair-closing-talk', person: 'coordinator', open: ofGroup('closing-talk') },
  { name: 'participant', person: 'coordinator', open: first('participants', `participants/${ID}`) },
  { name: 'consents', person: 'coordinator', open: at('consents') },
  { name: 'consents-person', person: 'coordinator', open: consentsOf('') },
  { name: 'consents-paper', person: 'coordinator', open: consentsOf('/paper') },
  { name: 'profile', person: 'coordinator', open: consentsOf('/profile') },
  { name: 'registers', person: 'coordinator', open: at('registers') },
  { name: 'registers-upload', person: 'coordinator', open: at('registers/imports/new') },
  { name: 'mentors', person: 'coordinator', open: at('mentors') },
  { name: 'mentor', person: 'coordinator', open: first('mentors', `mentors/${ID}`) },
  { name: 'enterprises', person: 'coordinator', open: at('enterprises') },
  { name: 'mentor-links', person: 'coordinator', open: at('mentor-links') },
  { name: 'mentor-link', person: 'coordinator', open: MENTOR_LINK },
  { name: 'questionnaire-templates', person: 'coordinator', open: at('questionnaires/new') },
  { name: 'selection', person: 'coordinator', open: at('selection') },
  { name: 'council', person: 'coordinator', open: at('council') },
  { name: 'mentor-register-next', person: 'coordinator', open: at('mentor-registers/next') },
  { name: 'third-party', person: 'coordinator', open: at('third-party') },
  { name: 'third-party-new', person: 'coordinator', open: at('third-party/new') },
  { name: 'third-party-person', person: 'coordinator', open: toldOf },
  { name: 'third-party-tell', person: 'curator', open: toldOf },
  { name: 'school', person: 'coordinator', open: at('school') },
  { name: 'school-sheet', person: 'coordinator', open: first('school', `school/sessions/${ID}`) },
  { name: 'school-session', person: 'coordinator', open: at('school/sessions/new') },
  { name: 'school-mentors', person: 'coordinator', open: at('school/mentors') },
  { name: 'school-materials', person: 'coordinator', open: at('school/materials') },
  { name: 'school-material', person: 'coordinator', open: at('school/materials/new') },
  {
    name: 'school-certificates',
    person: 'coordinator',
    open: at('school/certificates'),
  },
  {
    name: 'school-certificate',
    person: 'coordinator',
    open: first('school/certificates', `school/certificates/${ID}`),
  },
  { name: 'school-rule', person: 'coordinator', open: at('school/rule') },
  { name: 'school-needs', person: 'coordinator', open: at('school/needs') },
  { name: 'waiting-list', person: 'coordinator', open: at('waiting-list') },
  { name: 'support-log', person: 'coordinator', open: supportLog },
  { name: 'group-meetings', person: 'coordinator', open: at('group-meetings') },
  {
    name: 'group-meeting',
    person: 'coordinator',
    open: first('group-meetings', `group-meetings/${ID}`),
  },
  { name: 'group-meeting-new', person: 'coordinator', open: at('group-meetings/new') },
  { name: 'matching', person: 'coordinator', open: matching('list') },
  { name: 'matching-board', person: 'coordinator', open: matching('board') },
  { name: 'matching-settings', person: 'coordinator', open: at('matching/settings') },
  { name: 'matching-relations', person: 'coordinator', open: at('matching/relations') },
  { name: 'pair-new', person: 'coordinator', open: at('pairs/new') },
  { name: 'plans', person: 'coordinator', open: at('plans') },
  { name: 'closing-list', person: 'coordinator', open: at('closing') },
  {
    name: 'closing',
    person: 'coordinator',
    open: first('closing?when=ending', `closing/${ID}`),
  },
  { name: 'closing-papers', person: 'coordinator', open: at('closing/papers') },
  { name: 'closing-mentor', person: 'mentor3', open: first('my', `closing/${ID}`) },
  { name: 'closing-mentee', person: 'mentee8', open: first('my', `closing/${ID}`) },
  {
    name: 'plan',
    person: 'coordinator',
    open: first('plans?state=confirmed', `plans/${ID}`),
  },
  { name: 'plan-new', person: 'mentor2', open: first('my', `plans/new/${ID}/${ID}`) },
  { name: 'meetings', person: 'coordinator', open: at('meetings') },
  { name: 'calendar', person: 'coordinator', open: at('calendar') },
  { name: 'calendar-list', person: 'coordinator', open: at('calendar?view=list') },
  { name: 'planned-meeting', person: 'mentor1', open: first('my', `calendar/${ID}`) },
  { name: 'planned-meeting-new', person: 'mentor1', open: first('my', `calendar/new/${ID}`) },
  { name: 'diary-code', person: 'mentor1', open: at('diary-sheets') },
  { name: 'diary-sheet', person: 'mentor1', open: diarySheet },
  { name: 'meetings-several', person: 'mentor1', open: severalMeetings },
  { name: 'calendar-feed', person: 'mentor1', open: at('me/calendar') },
  { name: 'grades', person: 'coordinator', open: at('sync') },
  { name: 'grades-resend', person: 'coordinator', open: at('sync/resend') },
  { name: 'grades-check', person: 'coordinator', open: gradesCheck },
  { name: 'settings', person: 'coordinator', open: at('settings') },
  { name: 'settings-confirm', person: 'coordinator', open: settingsConfirm },
  { name: 'journal', person: 'coordinator', open: at('journal') },
  { name: 'launches', person: 'coordinator', open: at('launches') },
  { name: 'connection', person: 'coordinator', open: connection },
  { name: 'meeting', person: 'coordinator', open: meetingPage('') },
  { name: 'guide', person: 'coordinator', open: at('help') },
  { name: 'help-requests', person: 'coordinator', open: at('help-requests') },
  { name: 'waiting-list-psychologist', person: 'psychologist', open: at('waiting-list') },
  { name: 'third-party-psychologist', person: 'psychologist', open: toldOf },
  { name: 'home-mentor', person: 'mentor1', open: at('my') },
  { name: 'mentor-profile', person: 'mentor1', open: at('mentor-profile') },
  { name: 'my-school', person: 'mentor1', open: at('my-school') },
  { name: 'meeting-form', person: 'mentor1', open: meetingForm },
  { name: 'meeting-correct', person: 'mentor1', open: meetingPage('/edit') },
  { name: 'meeting-withdraw', person: 'mentor1', open: meetingPage('/withdraw') },
  {
    name: 'plan-mentor',
    person: 'mentor1',
    open: first('my', `plans/${ID}`),
  },
  { name: 'plan-mentee', person: 'mentee1', open: first('my', `plans/${ID}`) },
  { name: 'home-mentee', person: 'mentee1', open: at('my') },
  { name: 'my-pair', person: 'mentee1', open: myPair('') },
  { name: 'ask-for-help', person: 'mentee1', open: myPair('/help') },
  { name: 'progress', person: 'mentee1', open: at('progress') },
  { name: 'me-mentee', person: 'mentee1', open: at('me') },
  // Last: it makes a new link.
  { name: 'mentor-page', person: 'coordinator', open: mentorPage },
  { name: 'welcome', person: 'visitor', open: at('welcome') },
];
