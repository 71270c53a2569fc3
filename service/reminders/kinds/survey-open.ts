import { type Asked, askedByWaves } from '../../surveys/index.js';
import { type Due, positionOf, reminderKind, type Thing } from '../kind.js';

type Waiting = Asked & Thing;

/**
 * A wave that is open and that somebody has not answered. Its letters are written by the days of the wave
 * (service/surveys), so here it stands in the tool alone. Of an anonymous wave nothing is kept of who has not
 * answered: it stands among the questionnaires.
 */
export function surveyOpen({ waveId, personId, role, title, endsOn }: Waiting): Due[] {
  const facts = { title, date: endsOn };
  return [{ personId, role, thing: waveId, place: `my-surveys/${waveId}`, facts }];
}

export const surveyOpenKind = reminderKind<Waiting>({
  kind: 'survey_open',
  schedule: { dailyAt: '06:00' },
  async things(db, { programmeId, today }, ask) {
    const [afterWave = '', afterPerson = ''] = 'only' in ask ? [] : (ask.after?.split(' ') ?? []);
    const asked = await askedByWaves(
      db,
      { programmeId, today },
      'only' in ask
        ? { waveIds: ask.only.subjects, people: ask.only.people }
        : { after: { waveId: afterWave, personId: afterPerson }, limit: ask.limit },
    );
    return asked.map((one) => ({
      ...one,
      subject: one.waveId,
      position: positionOf(one.waveId, one.personId),
      pairId: null,
    }));
  },
  judge: surveyOpen,
});
