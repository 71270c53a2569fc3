import { expect } from 'chai';
import type { Frame } from 'playwright-core';

/** What a mentor types; what is left out stays as the form offers it. */
export interface TypedMeeting {
  /** ISO date. */
  heldOn?: string;
  kind?: string;
  /** One of the usual lengths, or any other in minutes. */
  minutes?: number;
  format?: string;
  topic?: string;
  done?: string;
  agreed?: string;
  nextOn?: string;
  /** Names of those who came, in a group. */
  came?: readonly string[];
  links?: readonly { url: string; title: string }[];
}

const DAY_MS = 86_400_000;

/** The day so many days from today in Moscow, where the demo college is. */
export function dayFromToday(days: number): string {
  const moscow = Date.now() + 3 * 3_600_000 + days * DAY_MS;
  return new Date(moscow).toISOString().slice(0, 10);
}

/** «12.03.2026» as the pages write it. */
export const inRussian = (iso: string): string => iso.split('-').reverse().join('.');

async function fillLength(form: Frame, minutes: number): Promise<void> {
  const lengths = form.getByRole('group', { name: 'Длительность, минут' });
  const usual = lengths.getByRole('radio', { name: String(minutes), exact: true });
  if ((await usual.count()) > 0) return usual.check();
  await lengths.getByRole('radio', { name: 'другая' }).check();
  await form.getByLabel('Сколько минут').fill(String(minutes));
}

async function fillPeople(form: Frame, came: readonly string[]): Promise<void> {
  const people = form.getByRole('group', { name: 'Кто был' });
  for (const box of await people.getByRole('checkbox').all()) await box.uncheck();
  for (const name of came) await people.getByRole('checkbox', { name }).check();
}

async function fillLinks(form: Frame, links: NonNullable<TypedMeeting['links']>): Promise<void> {
  await form.getByText(/^Добавить ссылки|^Ссылки на материалы/).click();
  for (const [n, link] of links.entries()) {
    await form.getByLabel(`Адрес ссылки ${n + 1}`).fill(link.url);
    await form.getByLabel(`Название ссылки ${n + 1}`).fill(link.title);
  }
}

/** Types into the open form of a meeting. */
export async function fillMeeting(form: Frame, typed: TypedMeeting): Promise<void> {
  const { minutes, came, links } = typed;
  if (typed.heldOn !== undefined) await form.getByLabel('Дата', { exact: true }).fill(typed.heldOn);
  if (typed.kind !== undefined)
    await form.getByLabel('Вид', { exact: true }).selectOption({ label: typed.kind });
  if (minutes !== undefined) await fillLength(form, minutes);
  if (typed.format !== undefined)
    await form
      .getByRole('group', { name: 'Формат' })
      .getByRole('radio', { name: typed.format })
      .check();
  if (typed.topic !== undefined)
    await form.getByLabel(/^Направление/).selectOption({ label: typed.topic });
  if (typed.done !== undefined) await form.getByLabel(/^Что сделали/).fill(typed.done);
  if (typed.agreed !== undefined) await form.getByLabel(/^О чём договорились/).fill(typed.agreed);
  if (typed.nextOn !== undefined) await form.getByLabel(/^Следующая встреча/).fill(typed.nextOn);
  if (came !== undefined) await fillPeople(form, came);
  if (links !== undefined) await fillLinks(form, links);
}

export const save = (form: Frame): Promise<void> =>
  form.getByRole('button', { name: 'Сохранить встречу' }).click();

/** Opens the form of the pair with this mentee from the mentor's home. */
export async function openForm(home: Frame, base: string, mentee: string): Promise<void> {
  await home.goto(`${base}my`);
  const card = home.getByRole('region', { name: mentee });
  await card.getByText('Записать встречу').click();
  await home.getByRole('button', { name: 'Сохранить встречу' }).waitFor();
}

/** Logs a meeting from the mentor's home; the path of its page below the session. */
export async function logMeeting(
  home: Frame,
  base: string,
  mentee: string,
  typed: TypedMeeting,
): Promise<string> {
  await openForm(home, base, mentee);
  await fillMeeting(home, typed);
  await save(home);
  await home.getByText('Встреча записана.').waitFor();
  const address = await home.getByRole('link', { name: 'Посмотреть запись' }).getAttribute('href');
  return String(address).split('/').slice(3).join('/');
}

/** What the form says at the field of this label, or nothing while the field is not marked wrong. */
async function saidAtField(form: Frame, label: string | RegExp): Promise<string> {
  const field = form.getByLabel(label).first();
  if ((await field.getAttribute('aria-invalid')) !== 'true') return '';
  const ids = (await field.getAttribute('aria-describedby')) ?? '';
  const said = await Promise.all(
    ids.split(' ').map((id) => form.locator(`[id="${id}"]`).innerText()),
  );
  return said.join(' ');
}

const FIELD_MS = 15_000;

/**
 * Asserts that the form is shown again with this message at the field of this label. It waits for
 * the message itself: a form that was wrong already has an alert while the next answer is awaited.
 */
export async function expectAtField(
  form: Frame,
  label: string | RegExp,
  message: RegExp,
): Promise<void> {
  await form.getByRole('alert').waitFor();
  const until = Date.now() + FIELD_MS;
  let said = '';
  do {
    // The page may be replaced while it is read: then it is read again.
    said = await saidAtField(form, label).catch(() => '');
    if (message.test(said)) return;
    await form.waitForTimeout(50);
  } while (Date.now() < until);
  expect(said).to.match(message);
}
