import { strict as assert } from 'node:assert';
import { formOf } from '../../../../src/core/apply/blockForm.ts';
import { type Placed, placedAt, placedIn } from '../../../../src/core/apply/placement.ts';

const file = `import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Pounds and pence. */
export interface Price {
  readonly pence: number;
}

// What a parcel costs.
export function total(weight: number): number {
  const base = 300;
  const perKilo = 120;
  return base + weight * perKilo;
}

export class Desk {
  #open = false;

  open(): void {
    this.#open = true;
  }

  close(): void {
    this.#open = false;
  }
}

export function last(): string {
  return 'last';
}
`;

function place(text: string, code: string, language = 'ts'): Placed {
  return placedIn(text, formOf(code, language), language === 'md');
}

function placed(text: string, code: string, language = 'ts'): string {
  const result = place(text, code, language);
  assert.ok(result.ok, result.ok ? '' : result.why.text);
  return result.text;
}

describe('placing code in its file', () => {
  it('replaces the function that has the name, and keeps the remark above it', () => {
    const code =
      'export function total(weight: number, urgent: boolean): number {\n  return urgent ? 900 : 300;\n}\n';
    const expected = file.replace(/export function total[\s\S]*?\n}\n/, code);
    assert.equal(placed(file, code), expected);
  });

  it("brings the remark of the answer in place of the file's", () => {
    const code = '/** The price in pence. */\nexport function total(): number {\n  return 1;\n}\n';
    const expected = file.replace(/\/\/ What a parcel costs\.\nexport function total[\s\S]*?\n}\n/, code);
    assert.equal(placed(file, code), expected);
  });

  it('replaces a method where it stands in its class, with the indentation of the class', () => {
    const code = 'close(): void {\n  this.#open = false;\n  this.log();\n}\n';
    assert.equal(
      placed(file, code),
      file.replace('    this.#open = false;\n  }\n}', '    this.#open = false;\n    this.log();\n  }\n}'),
    );
  });

  it('puts a new import after the imports, and a new function after the one it follows', () => {
    const code = `import { log } from './log.ts';

export function total(weight: number): number {
  log(weight);
  const base = 300;
  const perKilo = 120;
  return base + weight * perKilo;
}

export function discount(): number {
  return 10;
}
`;
    const expected = file
      .replace("from 'node:path';\n", "from 'node:path';\nimport { log } from './log.ts';\n")
      .replace('  const base', '  log(weight);\n  const base')
      .replace('* perKilo;\n}\n', '* perKilo;\n}\n\nexport function discount(): number {\n  return 10;\n}\n');
    assert.equal(placed(file, code), expected);
  });

  it('keeps what the answer leaves out', () => {
    const code = `import { join } from 'node:path';
import { log } from './log.ts';

// ... existing code ...

export class Desk {
  // ... existing code ...

  close(): void {
    this.#open = false;
    log('closed');
  }
}

// ... rest of the file ...
`;
    const expected = file
      .replace("from 'node:path';\n", "from 'node:path';\nimport { log } from './log.ts';\n")
      .replace('this.#open = false;\n  }\n}', "this.#open = false;\n    log('closed');\n  }\n}");
    assert.equal(placed(file, code), expected);
  });

  it('puts a new method where the answer shows it, between what it leaves out and the end of the class', () => {
    const code = `export class Desk {
  // ... existing methods ...

  toggle(): void {
    this.#open = !this.#open;
  }
}
`;
    const expected = file.replace(
      '    this.#open = false;\n  }\n}',
      '    this.#open = false;\n  }\n\n  toggle(): void {\n    this.#open = !this.#open;\n  }\n}',
    );
    assert.equal(placed(file, code), expected);
  });

  it('replaces a line next to what is left out by the line that resembles it', () => {
    const code = 'export function total(weight: number): number {\n  const base = 450;\n  // ...\n}\n';
    assert.equal(placed(file, code), file.replace('base = 300', 'base = 450'));
  });

  it('puts new definitions after everything that was left out at the end of the file', () => {
    const code = '// ... existing code ...\n\nexport function fresh(): void {\n  return;\n}\n';
    assert.equal(placed(file, code), `${file}\nexport function fresh(): void {\n  return;\n}\n`);
  });

  it('replaces the whole file when the answer gives it whole', () => {
    const whole = file.replace('300', '400').replace("'last'", "'first'");
    const result = place(file, whole);
    assert.ok(result.ok);
    assert.equal(result.text, whole);
    assert.equal(result.how.text, 'replaces the whole file');
  });

  it('changes the lines that a fragment without a name shows', () => {
    assert.equal(
      placed(file, '  const base = 310;\n  const perKilo = 120;\n  return base + weight * perKilo + 1;\n'),
      file.replace('base = 300', 'base = 310').replace('* perKilo;', '* perKilo + 1;'),
    );
  });

  it('fills an empty file', () => {
    assert.equal(placed('', 'let a;\n'), 'let a;\n');
  });

  it('refuses in words what it cannot place, and what is there already', () => {
    for (const [code, why] of [
      ['zebra.run(1, 2);\n', /tells where/],
      ['\n\n', /empty/],
      ["export function last(): string {\n  return 'last';\n}\n", /already/],
    ] as const) {
      const result = place(file, code);
      assert.ok(!result.ok);
      assert.match(result.why.text, why);
    }
    const gaps = place('', 'a();\n// ... existing code ...\nb();\n');
    assert.ok(!gaps.ok);
  });

  it('tells methods of the same name apart by their class', () => {
    const two = 'class A {\n  run() {\n    a();\n  }\n}\n\nclass B {\n  run() {\n    b();\n  }\n}\n';
    const code = 'class B {\n  run() {\n    b(2);\n  }\n  // ... rest unchanged ...\n}\n';
    assert.equal(placed(two, code), two.replace('b();', 'b(2);'));
  });

  it('does not take the Ellipsis of Python for left-out code where the file has it', () => {
    const python =
      'class Shape:\n    def area(self) -> float:\n        ...\n\n    def name(self) -> str:\n        return "shape"\n';
    const code =
      'class Shape:\n    def area(self) -> float:\n        ...\n\n    def name(self) -> str:\n        return "form"\n';
    assert.equal(placed(python, code, 'python'), python.replace('"shape"', '"form"'));
  });

  it('replaces a function of Python up to its end, with decorators', () => {
    const python =
      'import os\n\n\n@cached\ndef a(x):\n    if x:\n        return 1\n\n    return 2\n\n\ndef b():\n    pass\n';
    const code = 'def a(x, y):\n    return x + y\n';
    assert.equal(
      placed(python, code, 'python'),
      'import os\n\n\n@cached\ndef a(x, y):\n    return x + y\n\n\ndef b():\n    pass\n',
    );
  });

  it('gives code the tabs of the file', () => {
    const go = 'package main\n\nfunc run() {\n\tif ok {\n\t\ta()\n\t}\n}\n';
    const code = 'func run() {\n    if ok {\n        a()\n        b()\n    }\n}\n';
    assert.equal(placed(go, code, 'go'), go.replace('\t\ta()\n', '\t\ta()\n\t\tb()\n'));
  });

  it('places rules of a style sheet, keys of YAML and sections of Markdown', () => {
    const css = '.a {\n  color: red;\n}\n\n.b {\n  color: blue;\n}\n';
    assert.equal(
      placed(css, '.b {\n  color: green;\n  margin: 0;\n}\n', 'css'),
      css.replace('blue;', 'green;\n  margin: 0;'),
    );
    const text = '# Title\n\n## One\n\nold words\n\n## Two\n\nmore\n';
    assert.equal(placed(text, '## One\n\nnew words\n', 'md'), text.replace('old words', 'new words'));
  });
});

describe('line ends, marks and the last line', () => {
  const code = 'export function last(): string {\n  return `x`;\n}\n';

  it('stay as the file has them', () => {
    for (const text of [
      file.replaceAll('\n', '\r\n'),
      `\uFEFF${file}`,
      file.trimEnd(),
      file.replace('return base', 'return base  '),
    ]) {
      const expected = text.replace("'last'", '`x`');
      assert.equal(placed(text, code), expected);
    }
  });

  it('keep the mark and the missing last end of a file that is replaced whole', () => {
    const text = '\uFEFFone\r\ntwo\r\nthree';
    assert.equal(placed(text, 'one\ntwo!\nthree\n', ''), '\uFEFFone\r\ntwo!\r\nthree');
  });
});

describe('changes that an answer marks', () => {
  it('are found though the numbers of the diff are wrong', () => {
    const diff = `--- a/src/desk.ts
+++ b/src/desk.ts
@@ -1,3 +1,3 @@
 export function total(weight: number): number {
-  const base = 300;
+  const base = 350;
   const perKilo = 120;
@@ -99,2 +99,3 @@
 export function last(): string {
+  // the end
   return 'last';
`;
    const expected = file
      .replace('= 300', '= 350')
      .replace("  return 'last'", "  // the end\n  return 'last'");
    assert.equal(placed(file, diff, 'diff'), expected);
  });

  it("are found with another indentation, and put in with the file's", () => {
    const diff = '@@\n-this.#open = true;\n+this.#open = true;\n+this.log();\n';
    assert.equal(
      placed(file, diff, 'diff'),
      file.replace('    this.#open = true;\n', '    this.#open = true;\n    this.log();\n'),
    );
  });

  it('use the line number where the lines stand twice', () => {
    const twice = 'a\nx\nb\nc\nx\nd\n';
    assert.equal(placed(twice, '@@ -5,1 +5,1 @@\n-x\n+y\n', 'diff'), 'a\nx\nb\nc\ny\nd\n');
    const without = place(twice, '@@\n-x\n+y\n', 'diff');
    assert.ok(!without.ok);
  });

  it('are partly left out, and said so, when some lines are not in the file', () => {
    const result = place(
      file,
      '@@\n-  const base = 300;\n+  const base = 1;\n@@\n-nothing like it\n+x\n',
      'diff',
    );
    assert.ok(result.ok);
    assert.deepEqual(result.notes[0]?.args, [1, 2]);
  });

  it('may be search and replace blocks', () => {
    const blocks = "<<<<<<< SEARCH\n  return 'last';\n=======\n  return 'first';\n>>>>>>> REPLACE\n";
    assert.equal(placed(file, blocks), file.replace("'last'", "'first'"));
  });

  it('are said to be there already when they are', () => {
    const result = place(
      file.replace('300', '350'),
      '@@\n-  const base = 300;\n+  const base = 350;\n',
      'diff',
    );
    assert.ok(!result.ok);
    assert.match(result.why.text, /already/);
  });

  it('of several files are told apart, new and deleted ones too', () => {
    const form = formOf(
      '--- a/x.ts\n+++ b/x.ts\n@@ -1 +1 @@\n-a\n+b\n--- /dev/null\n+++ b/y.ts\n@@ -0,0 +1 @@\n+new\n--- a/z.ts\n+++ /dev/null\n@@ -1 +0,0 @@\n-gone\n',
      'diff',
    );
    assert.ok(form.kind === 'edits');
    assert.deepEqual(
      form.files.map(({ path, isNew, isDeleted }) => [path, isNew, isDeleted]),
      [
        ['x.ts', false, false],
        ['y.ts', true, false],
        ['z.ts', false, true],
      ],
    );
  });

  it('keeps the byte-order mark in front of the first line, also when lines go before it or it goes away', () => {
    const marked = '\uFEFFone\r\ntwo\r\nthree\r\n';
    const search = (old: string, fresh: string): string =>
      `<<<<<<< SEARCH\n${old}\n=======\n${fresh}\n>>>>>>> REPLACE`;
    assert.equal(
      placed(marked, search('one\ntwo', 'zero\none\ntwo')),
      '\uFEFFzero\r\none\r\ntwo\r\nthree\r\n',
    );
    assert.equal(placed(marked, search('one\ntwo', 'two')), '\uFEFFtwo\r\nthree\r\n');
    const target = { start: 0, end: 1 };
    const there = placedAt(marked, ['first'], target);
    assert.equal(there.ok && there.text, '\uFEFFfirst\r\ntwo\r\nthree\r\n');
  });

  it('searches for lines that look like the mark between the halves of a block', () => {
    const manual = 'Guide\n=======\n\nInstall\n=======\nRun it.\n';
    const block = (old: string, fresh: string): string =>
      `<<<<<<< SEARCH\n${old}\n=======\n${fresh}\n>>>>>>> REPLACE`;
    const installed = 'Install\n=======\nRun it.';
    assert.equal(
      placed(manual, block(installed, 'Set up\n=======\nRun it twice.'), 'rst'),
      'Guide\n=======\n\nSet up\n=======\nRun it twice.\n',
    );
    assert.equal(
      placed(manual, block('Run it.', 'Run\n=====\nit.'), 'rst'),
      manual.replace('Run it.', 'Run\n=====\nit.'),
    );
    assert.equal(placed(manual, block(installed, 'Gone.'), 'rst'), 'Guide\n=======\n\nGone.\n');
  });

  it('takes a diff that changes nothing for no code', () => {
    const diff =
      "--- a/file.ts\n+++ b/file.ts\n@@ -1,2 +1,2 @@\n import { readFile } from 'node:fs/promises';\n import { join } from 'node:path';";
    const result = place(file, diff, 'diff');
    assert.equal(result.ok || result.why.text, 'The file has these changes already.');
  });

  it('makes a change once that is said twice', () => {
    const block = '<<<<<<< SEARCH\none\n=======\none\nand a half\n>>>>>>> REPLACE\n';
    assert.equal(placed('one\ntwo\n', block + block), 'one\nand a half\ntwo\n');
    const hunk = '@@ -1,2 +1,3 @@\n one\n+and a half\n two\n';
    assert.equal(placed('one\ntwo\n', hunk + hunk, 'diff'), 'one\nand a half\ntwo\n');
  });
});
