// Mocha's spec output, and the counts as JSON in the file that SILICONFLOW_TEST_COUNTS names. CommonJS: mocha requires it by path.
const { writeFileSync } = require('node:fs');
const { reporters } = require('mocha');

module.exports = class CountingReporter extends reporters.Spec {
  constructor(runner, options) {
    super(runner, options);
    runner.once('end', () => {
      const file = process.env.SILICONFLOW_TEST_COUNTS;
      const { passes, failures, pending } = this.stats;
      if (file !== undefined) writeFileSync(file, JSON.stringify({ passes, failures, pending }));
    });
  }
};
