// `npm run books [-- REQUESTS]`: the books at full size, 10,000 requests of each mix and fifty killed windows; half an hour on two cores.
// `npm test` holds the same tests at a size that takes seconds. Below some thousands hardly anything has been learned yet.
import { runToEnd } from './children.ts';
import { root } from './suites.ts';

const [requests = '10000'] = process.argv.slice(2);
process.exitCode = await runToEnd(
  process.execPath,
  [
    'node_modules/mocha/bin/mocha.js',
    'test/unit/editor/requests/books.test.ts',
    'test/unit/editor/requests/racingWindows.test.ts',
  ],
  { cwd: root, env: { ...process.env, BOOKS_REQUESTS: requests, RACE_KILLS: '50' } },
);
