import { expect } from 'chai';
import type { Frame } from 'playwright-core';
import { newId } from '../../shared/ids.js';
import { inBothShapes } from '../support/browser.js';
import { LOG } from '../support/visitor.js';

/** The page's words without what differs by request: the reference number. */
const wordsOf = async (tool: Frame): Promise<string> =>
  (await tool.getByRole('main').innerText()).replace(/Номер обращения[\s\S]*$/, '');

inBothShapes('bad addresses', (world) => {
  it('gets the same page for an unknown id and one of another college', async () => {
    const { db } = world().stack.tool;
    const organisationId = newId();
    await db('organisations').insert({
      ...(await db('organisations').first()),
      id: organisationId,
    });
    const pair = await db('pairs').first();
    const foreign = newId();
    await db('pairs').insert({
      ...pair,
      id: foreign,
      organisation_id: organisationId,
      programme_id: newId(),
    });
    const coordinator = await world().person('coordinator');
    await coordinator.launch();
    coordinator.expectAnswers(/^404 \/app\//);
    const pages = [];
    for (const id of [foreign, newId(), 'nonsense', `${foreign}'--`]) {
      expect(await coordinator.open(`pairs/${encodeURIComponent(id)}`), id).to.equal(404);
      pages.push(await wordsOf(coordinator.tool));
    }
    expect(new Set(pages).size, pages.join('\n---\n')).to.equal(1);
    expect(pages[0]).to.contain('Такой страницы нет');
    for (const path of ['meetings', 'participants', 'progress']) {
      expect(await coordinator.open(`${path}/${newId()}`), path).to.equal(404);
    }
    await db('pairs').where({ id: foreign }).delete();
    await db('organisations').where({ id: organisationId }).delete();
  });

  it('says that a page’s parameter cannot be read, and offers the page without it', async () => {
    const coordinator = await world().person('coordinator');
    const tool = await coordinator.launch(LOG);
    coordinator.expectAnswers(/^400 \/app\//);
    for (const path of [
      'meetings?page=x',
      'meetings?page=-1',
      'meetings?from=31.12.2026',
      'pairs?state=nonsense',
      'participants?role=%00',
      'overview?from=2026-02-30',
      'sync?page=999999999999',
      'journal?entity[]=a',
    ]) {
      const status = await coordinator.open(path);
      if (path.includes('[]')) continue;
      expect(status, path).to.equal(400);
      await tool.getByRole('heading', { name: 'Непонятный адрес страницы' }).waitFor();
    }
    await coordinator.open('pairs?state=nonsense');
    await tool.getByRole('link', { name: 'Открыть без условий' }).click();
    await tool.getByRole('heading', { level: 1, name: 'Пары' }).waitFor();
    expect(await coordinator.open('pairs?page=4000')).to.equal(200);
  });

  it('does not let a mentee or a mentor open what is not theirs', async () => {
    const { db } = world().stack.tool;
    const mine = await db('pair_members')
      .join('people', 'people.id', 'pair_members.person_id')
      .where('people.family_name', 'Иванов')
      .first('pair_members.pair_id as pairId');
    const other = await db('pairs').whereNot({ id: mine.pairId }).first('id');
    const mentee = await world().person('mentee1');
    await mentee.launch();
    mentee.expectAnswers(/^40[34] \/app\//);
    for (const path of [`my/pairs/${other.id}`, `pairs/${other.id}`, `meetings/new/${other.id}`]) {
      expect(await mentee.open(path), path).to.be.oneOf([403, 404]);
    }
    expect(await mentee.open('participants')).to.equal(403);
  });
});
