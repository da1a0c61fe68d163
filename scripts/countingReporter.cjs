// Mocha's spec output, and the counts, in all and by file, with what failed and why, as JSON in the file that SILICONFLOW_TEST_COUNTS names. CommonJS: mocha requires it by path.
const { writeFileSync } = require('node:fs');
const { relative } = require('node:path');
const { reporters } = require('mocha');

module.exports = class CountingReporter extends reporters.Spec {
  constructor(runner, options) {
    super(runner, options);
    const files = {};
    const failed = [];
    const count = (what) => (runnable) => {
      // A hook has no file of its own; one that stands outside every suite has none at all.
      const file = runnable.file ?? runnable.parent?.file ?? runnable.ctx?.currentTest?.file;
      const path = file === undefined ? '' : relative(process.cwd(), file);
      files[path] ??= { passes: 0, failures: 0, pending: 0 };
      files[path][what]++;
    };
    runner.on('pass', count('passes'));
    runner.on('fail', count('failures'));
    runner.on('fail', (runnable, error) => {
      failed.push({ title: runnable.fullTitle(), reason: String(error?.message ?? error).slice(0, 600) });
    });
    runner.on('pending', count('pending'));
    runner.once('end', () => {
      const target = process.env.SILICONFLOW_TEST_COUNTS;
      const { passes, failures, pending } = this.stats;
      if (target !== undefined)
        writeFileSync(target, JSON.stringify({ passes, failures, pending, files, failed }));
    });
  }
};
