import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import type { Db } from '../../shared/db/connect.js';
import { addressOf, buildMeeting, eachDatabase } from './support/harness.js';
import { signalWorld } from './support/signal-world.js';

const RATED = { confirmation: 'confirmed', rating: 9 } as const;

const RECORDER = fileURLToPath(new URL('./support/signal-recorder.js', import.meta.url));

/** Writes signals down in a process of its own; answers with how many it saw begin. */
function recordElsewhere(db: Db, programmeId: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = fork(RECORDER, [addressOf(db), programmeId]);
    let opened: number | undefined;
    child.once('message', (n) => {
      opened = Number(n);
    });
    child.once('error', reject);
    child.once('exit', (code) =>
      opened === undefined ? reject(new Error(`the process ended with ${code}`)) : resolve(opened),
    );
  });
}

eachDatabase((openDb) => {
  describe('episodes of signals', () => {
    const w = signalWorld(openDb);
    const met = async (lastOn: string) => {
      const pair = await w.pair();
      await buildMeeting(w.db, pair, { heldOn: lastOn, ...RATED });
      return pair;
    };

    it('are written down once a beginning, however often it is looked', async () => {
      await met('2026-10-20');
      expect(await w.record()).to.deep.equal({ opened: 1, ended: 0 });
      expect(await w.record()).to.deep.equal({ opened: 0, ended: 0 });
      w.service.clock.set('2026-11-11T09:00:00Z');
      expect(await w.record()).to.deep.equal({ opened: 0, ended: 0 });
      expect(await w.episodes()).to.deep.equal(['no_meeting 2026-11-04']);
    });

    it('end when the facts change; keep the greatest severity; begin anew on another day', async () => {
      const pair = await met('2026-10-20');
      await w.record();
      w.service.clock.set('2026-11-18T09:00:00Z');
      await w.record();
      const [episode] = await w.db('signal_episodes').where('pair_id', pair.pairId);
      expect(Number(episode.severity)).to.equal(3);
      await buildMeeting(w.db, pair, { heldOn: '2026-11-18', ...RATED });
      expect(await w.record()).to.deep.equal({ opened: 0, ended: 1 });
      w.service.clock.set('2026-12-04T09:00:00Z');
      await w.record();
      expect(await w.episodes()).to.deep.equal([
        'no_meeting 2026-11-04 gone 2026-11-18',
        'no_meeting 2026-12-03',
      ]);
    });

    it('end with the pair when it is paused; the same beginning seen again goes on', async () => {
      const pair = await met('2026-10-20');
      await w.record();
      const state = async (to: string) => {
        await w.db('pairs').where('id', pair.pairId).update({ state: to });
        await w.changed();
        return w.record();
      };
      expect(await state('paused')).to.deep.equal({ opened: 0, ended: 1 });
      expect(await w.episodes()).to.deep.equal(['no_meeting 2026-11-04 pair_state 2026-11-10']);
      expect(await state('active')).to.deep.equal({ opened: 1, ended: 0 });
      expect(await w.episodes()).to.deep.equal(['no_meeting 2026-11-04']);
    });

    it('are written down once by processes at once, and by one that acts meanwhile', async () => {
      const pairs = [await met('2026-10-20'), await met('2026-10-01'), await met('2026-10-10')];
      const { programmeId } = w.programme;
      const [acted] = pairs as [(typeof pairs)[number]];
      const [first, second] = await Promise.all([
        recordElsewhere(w.db, programmeId),
        recordElsewhere(w.db, programmeId),
        w.act(acted, { code: 'no_meeting', action: 'wrote' }),
      ]);
      const rows = await w.db('signal_episodes').where('programme_id', programmeId);
      const names = rows.map(({ pair_id, code, since }) => `${pair_id} ${code} ${since}`);
      expect(new Set(names).size).to.equal(names.length);
      expect(names.filter((name) => name.includes('no_meeting'))).to.have.length(3);
      // Whoever came first saw them begin; one may have been begun by who acted.
      expect(first + second).to.be.within(names.length - 1, names.length);
    });

    it('tell how often a rule was right, within a period and the forms of a curator', async () => {
      const { programmeId } = w.programme;
      const [wrote, alarm, byItself, waits, paused] = [
        await met('2026-10-20'),
        await met('2026-10-21'),
        await met('2026-10-22'),
        await met('2026-10-23'),
        await met('2026-10-24'),
      ];
      await w.record();
      await w.act(wrote, { code: 'no_meeting', action: 'wrote' });
      await w.act(alarm, { code: 'no_meeting', action: 'false_alarm' });
      await w.act(waits, {
        code: 'no_meeting',
        action: 'snoozed',
        until: '2026-11-20',
        note: 'Отпуск',
      });
      await buildMeeting(w.db, byItself, { heldOn: '2026-11-10', ...RATED });
      await w.db('pairs').where('id', paused.pairId).update({ state: 'paused' });
      await w.changed();
      await w.record();
      const precision = async (more: object = {}, who = w.coordinator) => {
        const { rules } = await w.as(who).getSignalPrecision({ programmeId, ...more });
        return rules.find(({ code }) => code === 'no_meeting');
      };
      const expected = {
        code: 'no_meeting',
        episodes: 5,
        acted: 2,
        falseAlarms: 1,
        byItself: 1,
        waiting: 1,
        share: 40,
      };
      expect(await precision()).to.deep.equal(expected);
      expect(await precision({ from: '2026-11-10', to: '2026-11-10' })).to.deep.equal(expected);
      expect(await precision({ to: '2026-11-09' })).to.include({ episodes: 0, share: null });
      expect(await precision({ form: 'employer_student' })).to.include({ episodes: 0 });
      const curator = await w.person('curator', undefined, { scopeForms: ['employer_student'] });
      expect(await precision({}, curator)).to.include({ episodes: 0 });
      expect(await precision({ form: 'student_student' }, curator)).to.include({ episodes: 0 });
    });
  });
});
