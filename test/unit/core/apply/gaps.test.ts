import { strict as assert } from 'node:assert';
import fc from 'fast-check';
import { formOf } from '../../../../src/core/apply/blockForm.ts';
import { type Placed, placedIn } from '../../../../src/core/apply/placement.ts';

interface Sample {
  readonly language: string;
  readonly remark: (words: string) => string;
  readonly text: string;
}

const samples: readonly Sample[] = [
  {
    language: 'ts',
    remark: (words) => `// ${words}`,
    text: `import { join } from 'node:path';
import { read } from './read.ts';

export class Desk {
  #open = false;

  open(): void {
    this.#open = true;
    this.note('opened');
  }

  close(): void {
    this.#open = false;
    this.note('closed');
  }
}

export function total(weight: number): number {
  const base = 300;
  const perKilo = 120;
  return base + weight * perKilo;
}
`,
  },
  {
    language: 'python',
    remark: (words) => `# ${words}`,
    text: `import os
import sys


class Desk:
    """A desk."""

    def open(self, key):
        self.is_open = True
        self.note("opened", key)

    def close(self):
        self.is_open = False
        self.note("closed")


def total(weight):
    if weight > 30:
        raise ValueError("too heavy")
    return 300 + weight * 120
`,
  },
  {
    language: 'yaml',
    remark: (words) => `# ${words}`,
    text: `name: CI
on:
  push:
    branches: [main]
jobs:
  lint:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - run: npm run lint
  test:
    runs-on: windows-latest
    steps:
      - uses: actions/setup-node@v4
        with:
          node-version: 24
      - run: npm test
`,
  },
  {
    language: 'html',
    remark: (words) => `<!-- ${words} -->`,
    text: `<html>
  <head>
    <title>Parcels</title>
  </head>
  <body>
    <nav class="top">
      <a href="/">Home</a>
      <a href="/prices">Prices</a>
    </nav>
    <main>
      <h1>What a parcel costs</h1>
      <p>From three pounds.</p>
    </main>
  </body>
</html>
`,
  },
  {
    language: 'sql',
    remark: (words) => `-- ${words}`,
    text: `SELECT
  parcels.id,
  parcels.weight,
  desks.name
FROM parcels
JOIN desks ON desks.id = parcels.desk_id
WHERE parcels.weight > 30
  AND desks.is_open
ORDER BY parcels.weight DESC
LIMIT 20;
`,
  },
];

function place(text: string, code: string, language: string): Placed {
  return placedIn(text, formOf(code, language));
}

function placed(text: string, code: string, language: string): string {
  const result = place(text, code, language);
  assert.ok(result.ok, result.ok ? '' : result.why.text);
  return result.text;
}

function sample(language: string): Sample {
  const found = samples.find((one) => one.language === language);
  assert.ok(found);
  return found;
}

const { text: ts } = sample('ts');
const { text: python } = sample('python');
const { text: yaml } = sample('yaml');

describe('a whole file with parts left out', () => {
  it('goes where its lines follow each other, in languages of every shape', () => {
    assert.equal(
      placed(
        yaml,
        'name: CI\n# rest unchanged\njobs:\n  # same as before\n  test:\n    runs-on: ubuntu-24.04\n    steps:\n      # unchanged\n      - run: npm test -- --all\n',
        'yaml',
      ),
      yaml.replace('windows-latest', 'ubuntu-24.04').replace('npm test', 'npm test -- --all'),
    );
    const { text: html } = sample('html');
    assert.equal(
      placed(
        html,
        '<html>\n  <!-- ... existing code ... -->\n  <body>\n    <!-- ... -->\n    <main>\n      <h1>What a parcel costs</h1>\n      <p>From four pounds.</p>\n    </main>\n  </body>\n</html>\n',
        'html',
      ),
      html.replace('From three', 'From four'),
    );
    const { text: sql } = sample('sql');
    assert.equal(
      placed(
        sql,
        '-- ... existing columns ...\nFROM parcels\n-- ...\n  AND desks.is_open\n  AND NOT desks.is_full\n-- rest unchanged\n',
        'sql',
      ),
      sql.replace('desks.is_open\n', 'desks.is_open\n  AND NOT desks.is_full\n'),
    );
  });

  it('keeps what a remark in plain words stands for', () => {
    for (const words of [
      'Keep the other methods as they are',
      'same as before',
      'everything else stays the same',
      'no changes here',
      'omitted for brevity',
      '以下代码不变',
    ])
      assert.equal(
        placed(
          python,
          `import os\nimport sys\n\n\nclass Desk:\n    # ${words}\n\n    def close(self):\n        self.is_open = None\n        self.note("closed")\n\n\n# ${words}\n`,
          'python',
        ),
        python.replace('False', 'None'),
        words,
      );
  });

  it('keeps a body that is left out in the line of its head, or by a remark of several lines', () => {
    assert.equal(
      placed(
        ts,
        'export class Desk {\n  #open = false;\n\n  open(): void { /* ... existing code ... */ }\n\n  close(): void {\n    this.#open = false;\n  }\n}\n\n/*\n * ... the rest is unchanged\n */\n',
        'ts',
      ),
      ts.replace("    this.note('closed');\n", ''),
    );
    assert.equal(
      placed(
        python,
        'class Desk:\n    """A desk."""\n\n    def open(self, key): ...\n\n    def close(self):\n        self.is_open = None\n        self.note("closed")\n',
        'python',
      ),
      python.replace('False', 'None'),
    );
  });

  it('moves lines further in where the answer puts something around them', () => {
    const body = '        self.is_open = False\n        self.note("closed")\n';
    const wrapped = body.replace(/^/gm, '    ').trimEnd();
    const code = `class Desk:\n    # ... existing code ...\n    def close(self):\n        if self.is_open:\n${wrapped}\n\n# rest unchanged\n`;
    assert.equal(
      placed(python, code, 'python'),
      python.replace(body, `        if self.is_open:\n${wrapped}\n`),
    );
    assert.equal(
      placed(
        python,
        '# ...\ndef close(self):\n    self.is_open = None\n    self.note("closed")\n# ...\n',
        'python',
      ),
      python.replace('self.is_open = False', 'self.is_open = None'),
    );
  });

  it('is refused, with the line, where something is left out that no line of the file can stand for', () => {
    const text = `${ts}\nexport const sizes = [\n  1,\n  2,\n];\n`;
    const result = place(text, 'export const sizes = [0, /* ... existing sizes ... */];\n', 'ts');
    assert.ok(!result.ok);
    assert.equal(result.why.text, 'The answer leaves out code within a line: {0}');
  });

  it('takes no definition away that the answer passes over without a word', () => {
    const code =
      'export class Desk {\n  close(): void {\n    this.#open = false;\n    this.log();\n  }\n\n  // ... existing methods ...\n}\n';
    const result = place(ts, code, 'ts');
    if (result.ok)
      assert.match(result.text, /open\(\): void {\n {4}this\.#open = true;\n {4}this\.note\('opened'\);/);
  });

  it('loses no line of the file, whatever it leaves out', () => {
    const words = ['... existing code ...', '...', 'rest unchanged', 'same as before', '其余代码不变'];
    fc.assert(
      fc.property(
        fc.constantFrom(...samples),
        fc.nat(),
        fc.array(fc.boolean(), { minLength: 30, maxLength: 30 }),
        fc.constantFrom(...words),
        ({ text, remark, language }, where, shows, said) => {
          const file = text.trimEnd().split('\n');
          const at = where % file.length;
          const fresh = [...file];
          fresh.splice(at + 1, 0, `${/^\s*/.exec(file[at] ?? '')?.[0] ?? ''}brandNew(42);`);
          const code: string[] = [];
          let isOpen = false;
          for (const [index, line] of fresh.entries()) {
            const isShown = index >= at && index <= at + 2 ? true : shows[index % shows.length];
            if (isShown) code.push(line);
            else if (!isOpen) code.push(remark(said));
            isOpen = !isShown;
          }
          const result = place(text, `${code.join('\n')}\n`, language);
          if (!result.ok) return;
          const left = result.text.split('\n').map((line) => line.trim());
          for (const line of file) {
            const found = left.indexOf(line.trim());
            assert.ok(found >= 0, `lost ${line} of:\n${code.join('\n')}\nin:\n${result.text}`);
            left.splice(found, 1);
          }
        },
      ),
      { numRuns: 300 },
    );
  });
});
