import { spawnSync } from 'node:child_process';
import { expect } from 'chai';
import { LARGEST_FORM } from '../lti-tool/web/multipart.js';
import { fromRoot } from '../shared/root.js';
import { projectFiles, textOf } from './support/files.js';

const LONGEST = 400;

describe('the repository', () => {
  it('has no source file over 400 lines', () => {
    const files = projectFiles('.ts', '.mjs', '.cjs', '.js', '.ejs', '.css', '.md', '.yml');
    // The reference documents are tables of the domain, read by section.
    const sources = files.filter((file) => !file.startsWith('docs/'));
    const long = sources.filter((file) => textOf(file).split('\n').length > LONGEST + 1);
    expect(long).to.deep.equal([]);
  });

  it('writes into templates unescaped only by include()', () => {
    const faults = projectFiles('.ejs').flatMap((file) =>
      [...textOf(file).matchAll(/<%-(?!\s*include\()[^%]*/g)].map((m) => `${file}: ${m[0].trim()}`),
    );
    expect(faults).to.deep.equal([]);
  });

  it('has no script, style or handler inside its templates', () => {
    const inline = /<script(?![^>]*\ssrc=)[^>]*>|<style[\s>]|\sstyle=|\son[a-z]+=["']/gi;
    const faults = projectFiles('.ejs').flatMap((file) =>
      [...textOf(file).matchAll(inline)].map((m) => `${file}: ${m[0].trim()}`),
    );
    expect(faults).to.deep.equal([]);
  });

  it('names no registry in the lock file', () => {
    expect(textOf('package-lock.json')).to.not.match(/"resolved":\s*"[a-z+]+:/);
  });

  it('has a CI script that bash can read', () => {
    const checked = spawnSync('bash', ['-n', fromRoot('.ci', 'run')], { encoding: 'utf8' });
    expect(checked.stderr).to.equal('');
    expect(checked.status).to.equal(0);
  });
});

describe('the containers', () => {
  const compose = textOf('docker-compose.yml');

  it('have no secret in docker-compose.yml', () => {
    const values = [...compose.matchAll(/^\s+(\w*(?:PASSWORD|SECRET|TOKEN|KEY)\w*):\s*(.+)$/gm)];
    expect(values).to.not.deep.equal([]);
    const given = values.filter(([, , value]) => !/^(\$\{\w+[:}]|"yes"$)/.test(value ?? ''));
    expect(given.map((m) => m[0].trim())).to.deep.equal([]);
    expect(compose.match(/:\/\/\w+:[^$][^@\s]*@/g)).to.equal(null);
  });

  it('take every setting from the file that docker.env.example describes', () => {
    const used = [...compose.matchAll(/\$\{(\w+)/g)].map((m) => m[1]);
    const described = [...textOf('deploy/docker.env.example').matchAll(/^#?([A-Z_]+)=/gm)];
    expect([...new Set(described.map((m) => m[1]))].sort()).to.deep.equal(
      [...new Set(used)].sort(),
    );
  });

  it('let every form through that the tool reads: a file that is too large is its to refuse', () => {
    const allowed = /max_size (\d+)MB/.exec(textOf('deploy/proxy/Caddyfile'))?.[1];
    expect(Number(allowed) * 1e6).to.be.greaterThan(LARGEST_FORM);
  });

  it('do not run as root', () => {
    for (const file of ['Dockerfile', 'deploy/proxy/Dockerfile']) {
      const users = [...textOf(file).matchAll(/^USER\s+(\S+)/gm)].map((m) => m[1]);
      expect(users, file).to.have.length(1);
      expect(users[0], file).to.not.match(/^(root|0)\b/);
    }
    expect(compose).to.match(/image: mysql:8\.4\n\s+user: mysql\n/);
  });

  it('leave settings, data and dependencies of this machine out of the image', () => {
    const ignored = textOf('.dockerignore').split('\n');
    expect(ignored).to.include.members(['.env', '.env.*', 'data', 'node_modules', '.git']);
    expect(textOf('.gitignore').split('\n')).to.include.members([
      '.env',
      '/data/',
      'node_modules/',
    ]);
  });
});
