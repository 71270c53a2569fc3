import { expect } from 'chai';
import { statementsOf } from '../lti-tool/test/support/databases.js';
import { DATABASE_KINDS } from './support/databases.js';
import { type Stack, startStack } from './support/stack.js';
import { newSurfer } from './support/surfer.js';

const HOME = 'Моё наставничество';

for (const database of DATABASE_KINDS) {
  describe(`what a launch and a page cost, in statements, on ${database}`, function statements() {
    this.timeout(60_000);
    let stack: Stack;
    before(async () => {
      stack = await startStack({ database, seed: true });
      // Background jobs ask the database too, at times of their own.
      await stack.tool.scheduler.stop();
    });
    after(() => stack.close());

    for (const person of ['mentee1', 'mentor1', 'coordinator']) {
      it(`five for a launch of ${person} whose programme did not change`, async () => {
        await newSurfer(stack.lms.url).launch(person, HOME);
        const again = newSurfer(stack.lms.url);
        const asked = await statementsOf(stack.tool.db, () => again.launch(person, HOME));
        expect(asked.length, asked.join('\n')).to.be.at.most(5);
      });
    }

    it('forty for the home of a mentor after a write, forty-five for a mentee’s, three when nothing was written', async () => {
      for (const [person, most] of [
        ['mentor1', 40],
        ['mentee1', 45],
      ] as const) {
        const surfer = newSurfer(stack.lms.url);
        const { url } = await surfer.launch(person, HOME);
        const address = new URL('my', url).href;
        await surfer.get(address);
        await stack.tool.db('programmes').increment('revision', 1);
        const anew = await statementsOf(stack.tool.db, () => surfer.get(address));
        expect(anew.length, anew.join('\n')).to.be.at.most(most);
        const again = await statementsOf(stack.tool.db, () => surfer.get(address));
        expect(again.length, again.join('\n')).to.be.at.most(3);
      }
    });

    it('two for a page that was computed before: the session, and who may what', async () => {
      const surfer = newSurfer(stack.lms.url);
      const { url } = await surfer.launch('coordinator', HOME);
      /** Of three: between two that are more than some seconds apart the platform is read anew. */
      async function fewestOf(address: string): Promise<readonly string[]> {
        await surfer.get(address);
        const tries: (readonly string[])[] = [];
        for (let n = 0; n < 3; n += 1)
          tries.push(await statementsOf(stack.tool.db, () => surfer.get(address)));
        return tries.reduce((a, b) => (b.length < a.length ? b : a));
      }
      for (const page of ['meetings', 'overview', 'pairs']) {
        const address = new URL(page, url).href;
        const asked = await fewestOf(address);
        expect(asked.length, `${page}\n${asked.join('\n')}`).to.be.at.most(
          page === 'pairs' ? 6 : 2,
        );
      }
    });
  });
}
