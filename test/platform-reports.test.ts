import { spawnSync } from 'node:child_process';
import { expect } from 'chai';
import { fromRoot } from '../shared/root.js';
import { runProgram, until } from './support/program.js';
import { type RealStack, startRealCollege } from './support/real-stack.js';
import { newSurfer } from './support/surfer.js';

const HOME = 'Моё наставничество';
const CLI = 'dist/lti-tool/platforms-cli.js';

describe('what the operator learns of launches and connections', function reports() {
  this.timeout(120_000);
  let stack: RealStack;
  let platformId: string;
  before(async () => {
    stack = await startRealCollege({ database: 'sqlite', seed: false });
    platformId = (await stack.db('lti_platforms').first('platform_id')).platform_id;
  });
  after(() => stack.close());

  const run = (...args: string[]) => runProgram(CLI, stack.env, args);
  const lines = () => stack.db('lti_launches').orderBy('at').select();

  it('says of a new LMS that nobody has come yet', async () => {
    expect((await run('launches')).output).to.contain('no launches in 24 h');
    const last = await run('last-launch', platformId);
    expect(last.code).to.equal(0);
    expect(last.output).to.contain('Последний вход / last launch: не было / none');
  });

  it('ends quietly when whoever reads it has seen enough', () => {
    const command = `${process.execPath} ${fromRoot(CLI)} last-launch | true; exit \${PIPESTATUS[0]}`;
    const { status, stderr } = spawnSync('bash', ['--norc', '-c', command], {
      encoding: 'utf8',
      env: { PATH: process.env['PATH'], ...stack.env },
    });
    expect({ status, stderr }).to.deep.equal({ status: 0, stderr: '' });
  });

  it('lists launches and refusals, and the first are there within seconds', async () => {
    await newSurfer(stack.lms.url).launch('coordinator', HOME);
    const refused = await newSurfer(stack.lms.url).get(`${stack.origin}/lti/login`);
    const reference = /<code>([0-9a-f]{12})<\/code>/.exec(refused.body)?.[1] ?? 'no reference';
    await until('both are written', async () => (await lines()).length === 2);
    const all = await run('launches', '--hours', '1');
    expect(all.output).to.contain(reference).and.to.contain('login_parameters');
    expect(all.output).to.match(/entered: .*coordinator/);
    const mine = await run('launches', platformId);
    expect(mine.output).to.contain('entered').and.not.to.contain(reference);
    for (const hours of ['0', '721', 'x']) {
      expect((await run('launches', '--hours', hours)).code, hours).to.equal(2);
    }
  });

  it('shows the last launch with its checks and without the person', async () => {
    const { output } = await run('last-launch');
    const person = stack.lms.state.users.find((user) => user.key === 'coordinator');
    expect(output).to.contain('RS256').and.to.contain('membership#Instructor');
    expect(output).to.match(/Почта: есть/);
    expect(output).not.to.contain(person?.email).and.not.to.contain(person?.familyName);
    expect(output).to.match(/не пройдена: запрос целый/);
  });

  it('the figures count each result, from nothing on', async () => {
    const figures = await (await fetch(`${stack.origin}/metrics`)).text();
    expect(figures).to.match(/lti_launches_total\{result="ok"\} 1/);
    expect(figures).to.match(/lti_launches_total\{result="login_parameters"\} 1/);
    expect(figures).to.match(/lti_launches_total\{result="signature"\} 0/);
    expect(figures).to.match(/lti_registrations_total\{result="invite_unknown"\} 0/);
    expect(figures).to.match(/lti_launch_journal_dropped_total 0/);
  });

  it('tries the connection, from the course that was launched from last', async () => {
    const { code, output } = await run('check', platformId);
    expect(output.match(/✓ green/g), output).to.have.length(7);
    expect(code).to.equal(0);
  });

  it('writes down what came last when the tool is stopped', async () => {
    const before = (await lines()).length;
    await newSurfer(stack.lms.url).launch('coordinator', HOME);
    await stack.tool.end('SIGTERM');
    expect(await lines()).to.have.length(before + 1);
  });

  it('says of an LMS that is away what is not there, and ends with 1', async () => {
    await stack.lms.close();
    const { code, output } = await run('check');
    expect(code).to.equal(1);
    expect(output).to.match(/red +Ключи LMS: Нет ответа: сервер LMS не принимает соединения/);
    expect(output).to.match(/green +Регистрация/);
  });
});
