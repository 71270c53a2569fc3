import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect } from 'chai';
import { fromRoot } from '../shared/root.js';
import { freePort } from './support/free-port.js';
import { type Program, runProgram, startProgram, statusOf, until } from './support/program.js';
import { type RealStack, startRealCollege } from './support/real-stack.js';
import { baseOf, newSurfer } from './support/surfer.js';

/** Tells whether the checkout is installed and compiled as its sources stand. */
const { isPrepared } = (await import(pathToFileURL(fromRoot('scripts', 'prepare.mjs')).href)) as {
  isPrepared(): boolean;
};

/**
 * What `npm start` runs. Where the sources have changed since the build (somebody works on them), it
 * is the same without the preparation: a test must not install or compile under the others' feet.
 */
const startFile = () => (isPrepared() ? 'scripts/start.mjs' : 'dist/demo/start.js');

describe('npm start', function npmStart() {
  this.timeout(180_000);
  let folder: string;
  let ports: { PORT: string; DEMO_LMS_PORT: string };
  const running: Program[] = [];

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'nastavnik-start-'));
    ports = { PORT: String(await freePort()), DEMO_LMS_PORT: String(await freePort()) };
  });
  after(async () => {
    for (const program of running) await program.end('SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  });

  const env = (more: Record<string, string> = {}) => ({ DATA_DIR: folder, ...ports, ...more });
  function start(more: Record<string, string> = {}): Program {
    const program = startProgram(startFile(), env(more));
    running.push(program);
    return program;
  }

  /** One sentence in each language on standard error, no stack, and a failure. */
  async function expectOneSentence(more: Record<string, string>, pattern: RegExp) {
    const { code, output, errors } = await runProgram(startFile(), env(more));
    expect(code, errors).to.equal(1);
    expect(errors.trim().split('\n'), errors).to.have.length(1);
    expect(errors).to.match(pattern);
    expect(errors).to.not.match(/^\s+at |Error:/m);
    expect(output).to.not.contain('Ctrl-C');
  }

  it('prints what to open, and what it prints answers', async () => {
    const program = start();
    await program.said(/Ctrl-C/);
    const tool = `http://127.0.0.1:${ports.PORT}`;
    const lms = `http://127.0.0.1:${ports.DEMO_LMS_PORT}`;
    const addresses = program.output().match(/https?:\/\/\S+/g) ?? [];
    expect(addresses).to.include.members([lms, tool, `${tool}/api/v1/`]);
    expect(addresses.at(-1)).to.match(/\/lti\/register\?invite=[\w-]+$/);
    for (const address of [lms, `${tool}/api/v1/`, `${tool}/healthz`, `${tool}/readyz`])
      expect(await statusOf(address), address).to.equal(200);
    const home = await newSurfer(lms).launch('mentor1', 'Моё наставничество');
    expect(home.status).to.equal(200);
    expect(new URL(home.url).pathname).to.match(/^\/app\/[\w-]{16}\/my$/);
    expect(program.errors()).to.equal('');
  });

  it('says in one sentence that the port of the tool is taken', () =>
    expectOneSentence({}, new RegExp(`^Port ${ports.PORT} is taken.* / Порт ${ports.PORT} занят`)));

  it('says in one sentence that the port of the demo LMS is taken', async () => {
    const PORT = String(await freePort());
    const { DEMO_LMS_PORT: taken } = ports;
    await expectOneSentence({ PORT }, new RegExp(`${taken}.* taken.* / .*${taken}.* занят`));
  });

  it('ends cleanly on Ctrl-C and lets go of its ports', async () => {
    const [program] = running;
    const began = Date.now();
    const { code } = (await program?.end('SIGINT')) ?? {};
    expect(code, program?.errors()).to.equal(0);
    expect(Date.now() - began).to.be.lessThan(12_000);
    expect(await statusOf(`http://127.0.0.1:${ports.PORT}/healthz`)).to.equal(0);
  });

  it('keeps the data over a second start, which takes seconds', async () => {
    const secret = readFileSync(join(folder, 'secret.key'), 'utf8');
    const began = Date.now();
    const program = start();
    await program.said(/Ctrl-C/);
    expect(Date.now() - began).to.be.lessThan(20_000);
    const lms = `http://127.0.0.1:${ports.DEMO_LMS_PORT}`;
    const surfer = newSurfer(lms);
    const home = await surfer.launch('coordinator', 'Обзор программы');
    const people = await surfer.get(`${baseOf(home)}participants`);
    expect(people.body).to.contain('Кузнецова');
    const courses = await surfer.get(`${lms}/course/2`);
    const placed = courses.body.matchAll(/href="\/mod\/lti\/view\.php\?id=(\d+)">Журнал встреч</g);
    expect(new Set([...placed].map((m) => m[1])).size, 'places of one activity').to.equal(1);
    expect(readFileSync(join(folder, 'secret.key'), 'utf8')).to.equal(secret);
    expect((await program.end('SIGTERM')).code).to.equal(0);
  });

  it('ends at once on a second signal, also while requests hang', async () => {
    const program = start();
    await program.said(/Ctrl-C/);
    const hanging = net.connect(Number(ports.PORT), '127.0.0.1');
    hanging.on('error', () => undefined);
    hanging.write('GET /healthz HTTP/1.1\r\nHost: x\r\n');
    await new Promise((resolve) => setTimeout(resolve, 100));
    const ended = program.end('SIGINT');
    await new Promise((resolve) => setTimeout(resolve, 300));
    const again = Date.now();
    void program.end('SIGINT');
    await ended;
    expect(Date.now() - again).to.be.lessThan(3_000);
    hanging.destroy();
  });

  it('says in one sentence that its folder cannot be written', async () => {
    // Below a file nobody can make a folder, not even root.
    const file = join(folder, 'a-file');
    writeFileSync(file, '');
    await expectOneSentence(
      { DATA_DIR: join(file, 'data') },
      /^The folder .* cannot be written to.* \/ В папку .* нельзя записать/,
    );
  });

  for (const [name, value] of [
    ['PORT', 'eighty'],
    ['PORT', '70000'],
    ['DEMO_LMS_PORT', '-1'],
  ] as const) {
    it(`says in one sentence that ${name}=${value} is no port`, () =>
      expectOneSentence(
        { [name]: value },
        new RegExp(
          `^${name} must be a port number, it is ${value}\\. / ${name}: нужен номер порта`,
        ),
      ));
  }
});

describe('npm run start:tool and npm run start:service', function split() {
  this.timeout(180_000);
  let stack: RealStack;
  before(async () => {
    stack = await startRealCollege({ database: 'sqlite', shape: 'split' });
  });
  after(() => stack.close());

  const ready = async () => {
    const answer = await fetch(`${stack.origin}/readyz`);
    return { status: answer.status, ...((await answer.json()) as { checks: object }) };
  };

  it('are alive and ready', async () => {
    expect(await statusOf(`${stack.origin}/healthz`)).to.equal(200);
    expect(await statusOf(`${stack.serviceUrl}/healthz`)).to.equal(200);
    expect(await statusOf(`${stack.serviceUrl}/readyz`)).to.equal(200);
    expect(await ready()).to.deep.equal({
      status: 200,
      ready: true,
      checks: { database: true, service: true },
    });
  });

  it('let a person in from the LMS', async () => {
    const home = await newSurfer(stack.lms.url).launch('mentee1', 'Моё наставничество');
    expect(home.status).to.equal(200);
    expect(new URL(home.url).pathname).to.match(/^\/app\/[\w-]{16}\/my$/);
    expect(home.body).to.contain('Кузнецова');
  });

  it('while the service is stopped: not ready, and pages that say so; then well again by itself', async () => {
    const surfer = newSurfer(stack.lms.url);
    const home = await surfer.launch('coordinator', 'Обзор программы');
    const ended = await stack.service?.end('SIGTERM');
    expect(ended?.code).to.equal(0);
    expect(await ready()).to.deep.equal({
      status: 503,
      ready: false,
      checks: { database: true, service: false },
    });
    expect(await statusOf(`${stack.origin}/healthz`)).to.equal(200);
    for (const path of ['overview', 'meetings', 'pairs.xlsx']) {
      const page = await surfer.get(`${baseOf(home)}${path}`);
      expect(page.status, path).to.equal(503);
      expect(page.body).to.contain('Сервис временно недоступен');
      expect(page.headers.get('content-security-policy')).to.contain(stack.lms.url);
    }
    const launched = await newSurfer(stack.lms.url).launch('mentor2', 'Моё наставничество');
    expect(launched.status).to.equal(503);
    expect(launched.body).to.contain('«Наставник» временно недоступен');
    await stack.startService();
    await until('ready again', async () => (await ready()).status === 200);
    expect((await surfer.get(`${baseOf(home)}overview`)).status).to.equal(200);
    const again = await newSurfer(stack.lms.url).launch('mentor2', 'Моё наставничество');
    expect(again.status).to.equal(200);
  });

  it('a taken port is one sentence', async () => {
    const tool = await runProgram('dist/lti-tool/main.js', { ...stack.env, LOG_LEVEL: 'silent' });
    expect(tool.code).to.equal(1);
    expect(tool.errors).to.match(/^Port \d+ is taken by another program: .*\n$/);
    const port = new URL(stack.serviceUrl ?? '').port;
    const service = await runProgram('dist/service/main.js', { ...stack.env, PORT: port });
    expect(service.code).to.equal(1);
    expect(service.errors).to.match(/^Port \d+ is taken by another program: .*\n$/);
  });

  it('everything that is wrong with the environment is told at once, in words', async () => {
    const wrong = { PORT: 'eighty', SECRET_KEY: 'short', DATABASE_URL: 'postgres://x/y' };
    const tool = await runProgram('dist/lti-tool/main.js', { ...wrong, PUBLIC_URL: 'mentor' });
    const service = await runProgram('dist/service/main.js', wrong);
    for (const { code, errors } of [tool, service]) {
      expect(code).to.equal(1);
      expect(errors).to.match(/PORT:? must be a/);
      expect(errors).to.match(/SECRET_KEY:? must be 32/);
      expect(errors).to.match(/DATABASE_URL:? must start with mysql:\/\/ or sqlite:/);
      expect(errors).to.not.match(/^\s+at /m);
    }
    expect(tool.errors).to.match(/PUBLIC_URL: must be an address/);
  });

  it('a database that cannot be reached is a sentence, and the process ends', async () => {
    const port = await freePort();
    const env = { ...stack.env, DATABASE_URL: `mysql://root@127.0.0.1:${port}/nowhere` };
    for (const file of ['dist/lti-tool/main.js', 'dist/service/main.js']) {
      const { code, errors } = await runProgram(file, { ...env, PORT: String(await freePort()) });
      expect(code, file).to.equal(1);
      expect(errors, file).to.match(/^The database cannot be reached.*127\.0\.0\.1:\d+.*\n$/);
    }
  });
});
