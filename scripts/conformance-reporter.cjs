// Writes what every certification test has shown into a file, for scripts/conformance.mjs.
const { writeFileSync } = require('node:fs');
const { reporters } = require('mocha');

module.exports = class extends reporters.Dot {
  constructor(runner, options) {
    super(runner, options);
    const tests = [];
    runner.on('test end', (test) => {
      const path = test.titlePath();
      if (path[0].startsWith('certification: ')) {
        tests.push({ path, passed: test.state === 'passed', facts: test.facts ?? null });
      }
    });
    runner.once('end', () => writeFileSync(process.env.CONFORMANCE_RUN, JSON.stringify(tests)));
  }
};
