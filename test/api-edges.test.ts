import { gzipSync } from 'node:zlib';
import { Validator } from '@seriousme/openapi-schema-validator';
import { expect } from 'chai';
import { SignJWT } from 'jose';
import type { Endpoint } from '../service/api/endpoint.js';
import { type Actor, contract } from '../service/api/index.js';
import { serviceTokenKey, signActor } from '../service/api/token.js';
import { buildProgramme } from '../service/test/support/harness.js';
import { newId } from '../shared/ids.js';
import { type ApiWorld, buildApiWorld } from './support/api-scenario.js';
import { runProgram } from './support/program.js';
import { REAL_SECRET, type RealStack, startReal } from './support/real-stack.js';

const KEY = serviceTokenKey(REAL_SECRET);
const PREVIOUS = 'the secret of last year, still long enough for the configuration';

interface ErrorAnswer {
  error: { code: string; message: string; problems: { path: string; code: string }[] };
}

for (const shape of ['one', 'split'] as const) {
  describe(`the REST API of a running tool, ${shape === 'one' ? 'one process' : 'split'}`, () => {
    let stack: RealStack;
    let world: ApiWorld;
    let me: string;

    before(async function () {
      this.timeout(120_000);
      const env = { SECRET_KEY_PREVIOUS: PREVIOUS, LOG_LEVEL: 'info' };
      stack = await startReal({ database: 'sqlite', shape, env });
      world = await buildApiWorld(stack.db);
      me = `/programmes/${world.programme.programmeId}/me`;
    });
    after(() => stack.close());

    const ask = (path: string, init: RequestInit = {}) =>
      fetch(`${stack.origin}/api/v1${path}`, init);
    const bearer = (token: string) => ({ authorization: `Bearer ${token}` });
    const as = async (actor: Actor, key = KEY) => bearer(await signActor(actor, key));

    /** The error of an answer: always JSON, always with a code, never stored by anybody. */
    async function errorOf(answer: Response): Promise<ErrorAnswer['error'] & { status: number }> {
      expect(answer.headers.get('content-type')).to.match(/^application\/json/);
      expect(answer.headers.get('cache-control')).to.equal('no-store');
      const { error } = (await answer.json()) as ErrorAnswer;
      expect(error.message)
        .to.be.a('string')
        .and.not.match(/node_modules|\.js:|select |insert /);
      expect(error.problems).to.be.an('array');
      return { ...error, status: answer.status };
    }

    async function refusal(path: string, init: RequestInit = {}): Promise<string> {
      const { status, code } = await errorOf(await ask(path, init));
      return `${status} ${code}`;
    }

    async function post(
      body: string | Uint8Array<ArrayBuffer>,
      headers: Record<string, string> = {},
      path = '/pairs',
    ) {
      const address = `/programmes/${world.programme.programmeId}${path}`;
      const token = await as(world.coordinator.actor());
      return errorOf(
        await ask(address, {
          method: 'POST',
          body,
          headers: { 'content-type': 'application/json', ...token, ...headers },
        }),
      );
    }

    it('describes itself by an OpenAPI document that validates and names every endpoint', async () => {
      const answer = await ask('/openapi.json');
      expect(answer.status).to.equal(200);
      const document = (await answer.json()) as {
        paths: Record<string, Record<string, Operation>>;
      };
      const validator = new Validator();
      const checked = await validator.validate(structuredClone(document));
      expect(checked.errors).to.equal(undefined);
      expect(checked.valid).to.equal(true);
      expect(validator.version).to.equal('3.1');
      for (const [name, spec] of Object.entries(contract)) {
        const endpoint = spec as unknown as Endpoint;
        const operation = document.paths[endpoint.path]?.[endpoint.method.toLowerCase()];
        expect(operation?.operationId, endpoint.path).to.equal(name);
      }
      const count = Object.values(document.paths).flatMap((item) => Object.keys(item)).length;
      expect(count).to.equal(Object.keys(contract).length);
    });

    it('has a readable page with its styles, nothing inline, no script', async () => {
      const answer = await ask('/');
      expect(answer.status).to.equal(200);
      expect(answer.headers.get('content-type')).to.match(/^text\/html; charset=utf-8/);
      const policy = answer.headers.get('content-security-policy') ?? '';
      expect(policy).to.match(/^default-src 'none'; style-src 'self';/);
      expect(policy).to.not.match(/unsafe|upgrade-insecure-requests|script-src/);
      const html = await answer.text();
      expect(html).to.not.match(/<script|<style|\sstyle=|\son[a-z]+=/i);
      for (const name of Object.keys(contract)) expect(html).to.contain(`id="${name}"`);
      expect(html).to.not.contain('undefined').and.not.contain('[object Object]');
      const styles = [...html.matchAll(/<link rel="stylesheet" href="([^"]+)"/g)].map((m) => m[1]);
      expect(styles).to.have.length(2);
      for (const path of styles) {
        for (const origin of [stack.origin, ...(stack.serviceUrl ? [stack.serviceUrl] : [])]) {
          const style = await fetch(new URL(path ?? '', origin));
          expect(style.status, `${origin}${path}`).to.equal(200);
          expect(style.headers.get('content-type')).to.match(/^text\/css/);
        }
      }
      const bare = await ask('');
      expect(bare.status, 'without the slash at the end').to.equal(200);
    });

    it('lets nobody in without a token of ours', async () => {
      const actor = world.coordinator.actor();
      const good = await signActor(actor, KEY);
      const signed = (change: (jwt: SignJWT) => SignJWT, claims: object = { actor }) =>
        change(
          new SignJWT(claims as Record<string, unknown>)
            .setProtectedHeader({ alg: 'HS256' })
            .setIssuer('nastavnik-tool')
            .setAudience('nastavnik-service')
            .setIssuedAt()
            .setExpirationTime('60s'),
        ).sign(KEY);
      const past = Math.floor(Date.now() / 1000) - 3600;
      const [head, payload] = good.split('.');
      const none = `${Buffer.from('{"alg":"none"}').toString('base64url')}.${payload}.`;
      const wrong: Record<string, string | undefined> = {
        'no token': undefined,
        'another scheme': `Basic ${good}`,
        'no credential': 'Bearer ',
        'two of them': `Bearer ${good} ${good}`,
        'not a token': `Bearer ${'x'.repeat(40)}`,
        'cut off': `Bearer ${good.slice(0, -4)}`,
        'without signature': `Bearer ${head}.${payload}.`,
        'alg none': `Bearer ${none}`,
        'another key': `Bearer ${await signActor(actor, serviceTokenKey('another secret altogether'))}`,
        expired: `Bearer ${await signed((jwt) => jwt.setIssuedAt(past).setExpirationTime(past + 60))}`,
        'for somebody else': `Bearer ${await signed((jwt) => jwt.setAudience('another-service'))}`,
        'from somebody else': `Bearer ${await signed((jwt) => jwt.setIssuer('another-tool'))}`,
        'no actor': `Bearer ${await signed((jwt) => jwt, {})}`,
        'an actor that is none': `Bearer ${await signed((jwt) => jwt, { actor: { kind: 'god' } })}`,
        'an unknown API key': `Bearer nvk_${'a'.repeat(43)}`,
        endless: `Bearer ${'a'.repeat(9000)}`,
      };
      for (const [what, authorization] of Object.entries(wrong)) {
        const headers = authorization === undefined ? {} : { authorization };
        const told = await refusal(me, { headers });
        expect(told, what).to.equal('401 unauthenticated');
      }
      expect((await ask(me, { headers: bearer(good) })).status).to.equal(200);
    });

    it('takes tokens that were signed before SECRET_KEY was changed', async () => {
      const old = await as(world.coordinator.actor(), serviceTokenKey(PREVIOUS));
      expect((await ask(me, { headers: old })).status).to.equal(200);
    });

    it('takes an API key of the college until it is revoked', async () => {
      const env = { DATABASE_URL: String(stack.env['DATABASE_URL']) };
      const cli = (...args: string[]) => runProgram('dist/service/api-keys-cli.js', env, args);
      const organisation = world.programme.organisationId;
      const made = await cli(
        'add',
        '--organisation',
        organisation,
        '--name',
        'Витрина',
        '--role',
        'head',
      );
      expect(made.code, made.errors).to.equal(0);
      const headers = bearer(made.output.split('\n')[0] ?? '');
      const list = `/programmes/${world.programme.programmeId}/pairs?pageSize=5`;
      expect((await ask(list, { headers })).status).to.equal(200);
      const foreign = await buildProgramme(stack.db);
      expect(await refusal(`/programmes/${foreign.programmeId}/pairs`, { headers })).to.equal(
        '404 not_found',
      );
      const listed = (await cli('list')).output;
      expect(listed).to.not.contain(made.output.slice(4, 40));
      const revoked = await cli('revoke', listed.split(' ')[0] ?? '');
      expect(revoked.output, revoked.errors).to.equal('Revoked.\n');
      expect(await refusal(list, { headers })).to.equal('401 unauthenticated');
    });

    it('answers whatever is malformed with JSON and a code', async () => {
      const headers = await as(world.coordinator.actor());
      const pairs = `/programmes/${world.programme.programmeId}/pairs`;
      const problems = async (path: string) => {
        const told = await errorOf(await ask(path, { headers }));
        return [told.status, ...told.problems.map((one) => `${one.path} ${one.code}`)];
      };
      expect(await problems(`${pairs}?colour=red&page=1`)).to.deep.equal([
        422,
        'colour field.unknown',
      ]);
      expect(await problems(`${pairs}?constructor=1`)).to.deep.equal([
        422,
        'constructor field.unknown',
      ]);
      expect(await problems(`${pairs}?programmeId=${newId()}`)).to.deep.equal([
        422,
        'programmeId field.unknown',
      ]);
      expect(await problems(`${pairs}?page=two`)).to.deep.equal([422, 'page number.format']);
      expect((await problems(`${pairs}?page=1&page=2`))[0]).to.equal(422);
      expect(await problems('/programmes/17/me')).to.deep.equal([422, 'programmeId id.format']);
      for (const path of ['/nothing/here', '/programmes', '/programmes/%E0%A4%A/me'])
        expect(await refusal(path, { headers }), path).to.equal('404 not_found');
      expect(await refusal(me, { headers, method: 'DELETE' })).to.equal('404 not_found');
      expect(await refusal('/nothing', {})).to.equal('401 unauthenticated');
    });

    it('answers a broken, foreign or too large body with JSON and a code', async () => {
      const codeOf = async (
        body: string | Uint8Array<ArrayBuffer>,
        headers: Record<string, string> = {},
      ) => {
        const { status, code } = await post(body, headers);
        return `${status} ${code}`;
      };
      expect(await codeOf('{"form": ')).to.equal('422 invalid');
      expect(await codeOf('"text"')).to.equal('422 invalid');
      expect(await codeOf('[]')).to.equal('422 invalid');
      expect(await codeOf('{}', { 'content-type': 'text/plain' })).to.equal('422 invalid');
      expect(await codeOf('{}', { 'content-type': 'application/json; charset=klingon' })).to.equal(
        '422 invalid',
      );
      expect(await codeOf('{}', { 'content-encoding': 'klingon' })).to.equal('422 invalid');
      expect(await codeOf('{}', { 'content-encoding': 'gzip' })).to.equal('422 invalid');
      const bomb = new Uint8Array(gzipSync(Buffer.alloc(40_000_000, ' ')));
      expect(await codeOf(bomb, { 'content-encoding': 'gzip' })).to.equal('413 too_large');
      expect(await codeOf(JSON.stringify({ form: 'x'.repeat(9_000_000) }))).to.equal(
        '413 too_large',
      );
      const { problems } = await post(JSON.stringify({ form: 'student_student', hello: 1 }));
      expect(problems).to.deep.equal([{ path: 'hello', code: 'field.unknown' }]);
      const answer = await ask(me, { headers: await as(world.coordinator.actor()) });
      expect(answer.status, 'the tool lives on').to.equal(200);
    });

    it('does not read the body of a stranger', async () => {
      const told = await refusal(`/programmes/${newId()}/pairs`, {
        method: 'POST',
        body: '{"broken',
        headers: { 'content-type': 'application/json' },
      });
      expect(told).to.equal('401 unauthenticated');
    });

    it('writes no fault into the log for what callers did wrong', () => {
      const lines = `${stack.tool.output()}${stack.service?.output() ?? ''}`.split('\n');
      const faults = lines.filter((line) => /"level":(50|60)/.test(line));
      expect(faults).to.deep.equal([]);
      expect(stack.tool.errors()).to.equal('');
    });

    if (shape === 'split') {
      it('says that the service cannot be reached while it is stopped', async () => {
        await stack.service?.end('SIGTERM');
        const { status, code } = await (async () => {
          const answer = await ask(me, { headers: await as(world.coordinator.actor()) });
          return { status: answer.status, code: ((await answer.json()) as ErrorAnswer).error.code };
        })();
        expect(`${status} ${code}`).to.equal('503 unavailable');
        await stack.startService();
        expect((await ask(me, { headers: await as(world.coordinator.actor()) })).status).to.equal(
          200,
        );
      });
    }
  });
}

interface Operation {
  operationId: string;
}
