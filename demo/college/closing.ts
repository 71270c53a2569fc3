import type { Knex } from 'knex';
import { caseStore } from '../../service/closing/case-store.js';
import { paperStore } from '../../service/closing/paper-store.js';
import { reflectionStore } from '../../service/closing/reflection-store.js';
import { readPlanHeads, readReportData } from '../../service/closing/report-facts.js';
import { caseFrom, resultWords } from '../../service/closing/report-rules.js';
import { reportStore } from '../../service/closing/report-store.js';
import { resultStore } from '../../service/closing/result-store.js';
import { wishStore } from '../../service/closing/wish-store.js';
import { pairRowsByIds } from '../../service/pairs/index.js';
import { writeResults } from '../../service/registers/index.js';
import type { Clock } from '../../shared/clock.js';
import { pairOf } from './pair-of.js';
import type { SeededPerson } from './rows.js';

interface Place {
  organisationId: string;
  programmeId: string;
  timeZone: string;
  today: string;
  now: number;
}

const DAY_MS = 86_400_000;

const REPORT = {
  achieved:
    'Студент собрал портфолио и выступил на конференции колледжа. Сам находит материалы и задаёт вопросы преподавателям.',
  difficulties: 'Сначала было трудно договориться о времени: помогли онлайн-встречи по вечерам.',
  advice: 'Готов участвовать в конкурсе профессионального мастерства.',
  reward: 'Благодарность за работу в программе.',
  recommendation: 'end' as const,
};
const MENTEES = {
  changed: 'Перестал бояться выступать: на конференции отвечал на вопросы сам.',
  valuable: 'Наставник не давал готовых ответов, а спрашивал, как я сам это вижу.',
  hard: 'В сессию не хватало времени.',
  next: 'Подам заявку на конкурс и хочу помогать первокурсникам.',
};
const MENTORS = {
  changed: 'Появились самостоятельность и уверенность.',
  valuable: 'Видеть, как растёт интерес к профессии.',
  hard: '',
  next: 'Советую конкурс; сама научилась больше слушать.',
};
const EARLY = {
  changed: 'Стало проще знакомиться и говорить при всех.',
  valuable: 'Что можно спросить о чём угодно.',
  hard: '',
  next: '',
};

type IdOf = (key: string) => string;

/** A pair that is over: reflections, an accepted report, a case, papers, results, and a wish to be a mentor. */
async function closed(
  trx: Knex.Transaction,
  clock: Clock,
  { organisationId, programmeId, timeZone, today, now }: Place,
  idOf: IdOf,
): Promise<void> {
  const [mentor, mentee, actorId] = [idOf('mentor1'), idOf('mentee8'), idOf('coordinator')];
  const { id: pairId } = await pairOf(trx, programmeId, [mentor, mentee]);
  const place = { organisationId, programmeId, pairId };
  const reflections = reflectionStore(trx);
  const said = { quote: 'anonymous' as const, now: now - 3 * DAY_MS };
  const of = (personId: string) => ({ ...place, personId });
  await reflections.save(of(mentee), { ...said, side: 'mentee', words: MENTEES }, 0);
  await reflections.save(of(mentor), { ...said, side: 'mentor', words: MENTORS }, 0);

  const pair = (await pairRowsByIds(trx, programmeId, [pairId])).get(pairId);
  if (!pair) throw new Error('the demo has no such pair');
  const authority = {
    ...{ organisationId, programmeId, timeZone, personId: actorId, role: 'coordinator' as const },
    ...{ roles: ['coordinator' as const], candidate: false, scopeForms: null, revision: 0 },
  };
  const data = await readReportData(trx, { clock }, authority, pair);
  const reports = reportStore(trx);
  const handedIn = { personId: mentor, now: now - 2 * DAY_MS, submit: true };
  await reports.save(place, REPORT, handedIn, 0);
  const report = await reports.find(programmeId, pairId);
  if (!report) throw new Error('the demo has no report');
  const content = { texts: REPORT, data, submittedBy: report.submittedByName };
  await reports.accept(place, report, content, { personId: actorId, now: now - DAY_MS });

  const heads = await readPlanHeads(trx, pairId);
  const made = {
    texts: caseFrom(data, REPORT, heads),
    naming: 'anonymous' as const,
    quotes: [],
    version: 0,
  };
  const texts = {
    ...made.texts,
    situation: 'Сильный студент, которому трудно выступать публично.',
  };
  await caseStore(trx).save(place, { ...made, texts }, { personId: mentor, now: now - DAY_MS });

  const by = { personId: actorId, now: now - DAY_MS };
  const paper = {
    ...{ pairId, form: pair.form, startsOn: pair.startsOn, endsOn: pair.endsOn },
    ...{ meetings: pair.meetingsHeld, minutes: pair.minutesTotal, issuedOn: today },
  };
  const [menteeRef] = pair.mentees;
  const [mentorRef] = pair.mentors;
  if (!menteeRef || !mentorRef) throw new Error('the demo has a pair without people');
  const papers = paperStore(trx);
  const at = { organisationId, programmeId };
  await papers.insert(at, [{ ...paper, ...menteeRef, kind: 'certificate' }], 1, by);
  await papers.insert(at, [{ ...paper, ...mentorRef, kind: 'thanks' }], 1, by);

  const after = resultWords(data, 'end', menteeRef.name);
  const member = { programmeId, pairId, personId: mentee, side: 'mentee' as const };
  if (await writeResults(trx, member, { seen: '', text: after }))
    await resultStore(trx).note(place, { personId: mentee, before: null, after }, by);
  const wish = { wished: true, note: 'Могу помочь с выступлениями', now: now - DAY_MS };
  await wishStore(trx).save(of(mentee), wish, 0);
}

/** Fills the end of two pairs of the demo: one that is over, and one whose mentee has begun. */
export async function seedClosing(
  trx: Knex.Transaction,
  clock: Clock,
  place: Place,
  people: ReadonlyMap<string, SeededPerson>,
): Promise<void> {
  const idOf: IdOf = (key) => {
    const person = people.get(key);
    if (!person) throw new Error(`the demo has no person ${key}`);
    return person.personId;
  };
  await closed(trx, clock, place, idOf);
  const { organisationId, programmeId, now } = place;
  const personId = idOf('student3');
  const { id: pairId } = await pairOf(trx, programmeId, [idOf('mentor3'), personId]);
  const own = { organisationId, programmeId, pairId, personId };
  const said = { side: 'mentee' as const, quote: 'no' as const, words: EARLY, now: now - DAY_MS };
  await reflectionStore(trx).save(own, said, 0);
}
