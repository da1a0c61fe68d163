// The house's arrows: what breaks them is named, what does not is left alone.
import { strict as assert } from 'node:assert';
import { brokenArrows } from '../../../scripts/importArrows.ts';

const faultsOf = (path: string, text: string): string[] => brokenArrows([{ path, text }]);

describe('import arrows', () => {
  it('let the core import itself and pure packages only', () => {
    assert.deepEqual(
      faultsOf('src/core/a.ts', "import * as v from 'valibot';\nimport { b } from './b/c.ts';"),
      [],
    );
    for (const forbidden of ['vscode', 'openai', 'node:fs', '../editor/a.ts', '../ids.ts'])
      assert.equal(faultsOf('src/core/a.ts', `import { x } from '${forbidden}';`).length, 1, forbidden);
  });

  it('keep vscode, openai and node:sqlite in one room each', () => {
    assert.deepEqual(faultsOf('src/editor/a.ts', "import * as vscode from 'vscode';"), []);
    assert.deepEqual(faultsOf('src/siliconflow/a.ts', "import OpenAI from 'openai';"), []);
    assert.deepEqual(faultsOf('src/store/a.ts', "import { DatabaseSync } from 'node:sqlite';"), []);
    assert.equal(faultsOf('src/store/a.ts', "import type * as vscode from 'vscode';").length, 1);
    assert.equal(faultsOf('src/editor/a.ts', "const x = await import('openai/error');").length, 1);
    assert.equal(faultsOf('src/siliconflow/a.ts', "const x = require('node:sqlite');").length, 1);
  });

  it('let the protocol import types of the core, and no values', () => {
    assert.deepEqual(faultsOf('src/protocol/a.ts', "import type { A } from '../core/a.ts';"), []);
    assert.equal(faultsOf('src/protocol/a.ts', "import { a } from '../core/a.ts';").length, 1);
  });

  it('let the page import the protocol and money, and nothing else of the host', () => {
    assert.deepEqual(faultsOf('webview/chat/a.ts', "import { f } from '../../src/core/spend/money.ts';"), []);
    assert.equal(faultsOf('webview/chat/a.ts', "export { f } from '../../src/core/failure.ts';").length, 1);
  });

  it('keep the books of the sandbox apart from the code they check', () => {
    assert.equal(
      faultsOf('test/sandbox/a.ts', "import { f } from '../../src/core/spend/money.ts';").length,
      1,
    );
  });

  it('find an import that spans lines, and one behind another on the same line', () => {
    assert.equal(faultsOf('src/core/a.ts', "import {\n  a,\n  b,\n} from 'vscode';").length, 1);
    assert.equal(faultsOf('src/core/a.ts', "import { a } from './a.ts'; import 'vscode';").length, 1);
  });

  it('say the line', () => {
    assert.match(
      faultsOf('src/core/a.ts', "// one\n// two\nimport 'vscode';")[0] ?? '',
      /^src\/core\/a\.ts:3: /,
    );
  });

  it('refuse a file that stands in no room', () => {
    assert.equal(faultsOf('src/utils/a.ts', '').length, 1);
  });
});

describe('the purity of the core', () => {
  for (const use of [
    'Date.now()',
    'new Date()',
    'performance.now()',
    'setTimeout(f, 1)',
    'Math.random()',
    "fetch('x')",
    'process.env.A',
    'console.log(1)',
    'crypto.randomUUID()',
  ]) {
    it(`forbids ${use}`, () => assert.equal(faultsOf('src/core/a.ts', `const x = ${use};`).length, 1));
  }

  it('allows a date made from given milliseconds, and words in comments and strings', () => {
    const text = "// Date.now() is not read\nconst x = new Date(ms);\nconst y = 'Math.random() and fetch(';";
    assert.deepEqual(faultsOf('src/core/a.ts', text), []);
  });

  it('looks into the values of a template', () => {
    assert.equal(faultsOf('src/core/a.ts', 'const x = `at ${Date.now()} ms`;').length, 1);
    assert.deepEqual(faultsOf('src/core/a.ts', 'const x = `Date.now() is ${given}`;'), []);
  });

  it('does not bind other rooms', () => {
    assert.deepEqual(faultsOf('src/editor/clock.ts', 'const x = Date.now();'), []);
  });
});
