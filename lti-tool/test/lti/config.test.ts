import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { fromRoot } from '../../../shared/root.js';
import { ConfigError, configSchema, loadConfig } from '../../config.js';

const GOOD = {
  PUBLIC_URL: 'https://mentor.college.example/',
  DATABASE_URL: 'sqlite:data/x.sqlite',
  SECRET_KEY: 'x'.repeat(32),
};

describe('configuration', () => {
  it('.env.example names exactly the variables of the schema', () => {
    const lines = readFileSync(fromRoot('.env.example'), 'utf8').split('\n');
    const names = lines
      .map((line) => /^#?([A-Z_]+)=/.exec(line)?.[1])
      .filter((name) => name !== undefined);
    expect(names.sort()).to.deep.equal(Object.keys(configSchema.shape).sort());
  });

  it('fills in what is not set; an empty variable is not set', () => {
    const config = loadConfig({ ...GOOD, PORT: '', SERVICE_URL: ' ' });
    expect(config).to.include({
      publicUrl: 'https://mentor.college.example',
      https: true,
      port: 8080,
      host: '127.0.0.1',
      migrateOnStart: false,
      allowPrivatePlatforms: false,
      nodeEnv: 'production',
    });
    expect(config.serviceUrl).to.equal(undefined);
    expect(Object.isFrozen(config)).to.equal(true);
  });

  it('says all that is wrong at once, in words, without the values', () => {
    const env = {
      PUBLIC_URL: 'https://mentor.college.example/path',
      PORT: 'http',
      DATABASE_URL: 'postgres://secret@host/db',
      SECRET_KEY: 'short-secret',
      LOG_LEVEL: 'loud',
    };
    try {
      loadConfig(env);
      expect.fail('a wrong environment was taken');
    } catch (error) {
      expect(error).to.be.instanceOf(ConfigError);
      const { problems, message } = error as ConfigError;
      for (const name of Object.keys(env)) {
        expect(
          problems.filter((line) => line.startsWith(`${name}: `)),
          name,
        ).to.have.length(1);
      }
      expect(message).to.not.match(/short-secret|secret@host/);
    }
    expect(() => loadConfig({})).to.throw(
      /PUBLIC_URL: is missing[\s\S]*DATABASE_URL[\s\S]*SECRET_KEY/,
    );
  });
});
