// Mocha's spec reporter, and the counts, the failures and each file's seconds in a file for scripts/test.mjs.
const { writeFileSync } = require('node:fs');
const { relative } = require('node:path');
const { reporters } = require('mocha');

module.exports = class extends reporters.Spec {
  constructor(runner, options) {
    super(runner, options);
    const files = {};
    const add = (what) => {
      if (!what.file) return;
      const name = relative(process.cwd(), what.file);
      files[name] = (files[name] ?? 0) + (what.duration ?? 0) / 1000;
    };
    runner.on('test end', add);
    runner.on('hook end', add);
    runner.once('end', () => {
      const failed = this.failures.map((what) => ({
        title: what.titlePath().join(' › '),
        message: String(what.err?.message ?? what.err).slice(0, 600),
      }));
      if (process.env.TEST_REPORT)
        writeFileSync(process.env.TEST_REPORT, JSON.stringify({ ...this.stats, files, failed }));
    });
  }
};
