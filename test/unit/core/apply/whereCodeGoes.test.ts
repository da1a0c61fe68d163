import { strict as assert } from 'node:assert';
import fc from 'fast-check';
import { isClear, matches } from '../../../../src/core/apply/bestFile.ts';
import { formOf } from '../../../../src/core/apply/blockForm.ts';
import { asPath, namedFile } from '../../../../src/core/apply/namedFile.ts';
import { placedIn } from '../../../../src/core/apply/placement.ts';
import { bringsRemoteSchema, protection, staysInside } from '../../../../src/core/apply/protectedPath.ts';
import { fencedCode } from '../../../../src/core/chat/codeBlocks.ts';

function named(markdown: string): string | undefined {
  const [block] = fencedCode(markdown);
  assert.ok(block);
  return namedFile(block, markdown)?.path;
}

describe('the file that an answer names', () => {
  it('stands in the fence', () => {
    for (const info of [
      'ts src/desk.ts',
      'ts:src/desk.ts',
      'src/desk.ts',
      'ts title="src/desk.ts"',
      'ts {file=src/desk.ts}',
      'typescript filename=./src/desk.ts',
      'ts src\\desk.ts',
    ])
      assert.equal(named(`\`\`\`${info}\nlet a;\n\`\`\`\n`), 'src/desk.ts', info);
  });

  it('stands in the line above', () => {
    for (const above of [
      '### src/desk.ts',
      '### `src/desk.ts`',
      '**src/desk.ts**',
      '**`src/desk.ts`:**',
      '1. Change `src/desk.ts`',
      'In `src/desk.ts`:',
      '`src/desk.ts`',
      '修改 `src/desk.ts`：',
      'File: src/desk.ts:',
    ])
      assert.equal(named(`Words.\n\n${above}\n\n\`\`\`ts\nlet a;\n\`\`\`\n`), 'src/desk.ts', above);
  });

  it('stands in the first line of the code', () => {
    for (const remark of [
      '// src/desk.ts',
      '# src/desk.ts',
      '/* src/desk.ts */',
      '<!-- src/desk.ts -->',
      '// File: src/desk.ts (updated)',
    ])
      assert.equal(named(`\`\`\`\n${remark}\nlet a;\n\`\`\`\n`), 'src/desk.ts', remark);
  });

  it('is not made up', () => {
    for (const markdown of [
      'This is like `src/desk.ts` but shorter, and `src/other.ts` is not.\n\n```ts\nlet a;\n```',
      'Use version 1.2.3:\n\n```ts\nlet a;\n```',
      'See https://example.com/a.ts:\n\n```ts\nlet a;\n```',
      '```ts\n// Sums everything up.\nlet a;\n```',
      '```ts\n// e.g. this\nlet a;\n```',
      '```sh\n#!/usr/bin/env.sh\nls\n```',
    ])
      assert.equal(named(markdown), undefined, markdown);
    assert.equal(asPath(`${'a'.repeat(500)}.ts`), null);
  });
});

describe('the best match for code without a name', () => {
  const files = [
    { id: 'desk', text: 'class Desk {\n  open() {\n    this.isOpen = true;\n  }\n}\n' },
    { id: 'tariff', text: 'export function total(weight) {\n  return weight * perKilo;\n}\n' },
  ];

  it('is the file that has its definitions and lines', () => {
    const found = matches(
      ['export function total(weight, urgent) {', '  return weight * perKilo;', '}'],
      files,
    );
    assert.equal(found[0]?.id, 'tariff');
    assert.ok(isClear(found));
  });

  it('is not clear when two files have the same of it, or none has any', () => {
    const twice = [...files, { id: 'copy', text: files[1]?.text ?? '' }];
    assert.ok(!isClear(matches(['export function total(weight) {', '  return 1;', '}'], twice)));
    assert.deepEqual(matches(['zebra();', '}'], files), []);
  });
});

describe('paths that need a second yes', () => {
  it('are known in every spelling', () => {
    for (const path of [
      '.git/config',
      'sub/.git/hooks/pre-commit',
      '.GIT/config',
      '.git./config',
      '.git /config',
      '.git::$INDEX_ALLOCATION/config',
      'GIT~1/config',
      '.g\u200cit/config',
      '.vscode/settings.json',
      '.VSCode\\tasks.json',
      '.idea/workspace.xml',
      'my.code-workspace',
      'My.Code-Workspace.',
      '.husky/pre-commit',
      'hooks/post-merge',
      'tasks.json',
      'sub/launch.json',
      'AGENTS.md',
      'sub/agents.md',
      'CLAUDE.local.md',
      '.github/copilot-instructions.md',
      '.github/workflows/ci.yml',
      '.cursor/rules/a.mdc',
      '.trae/rules/project_rules.md',
      'app/.kiro/steering/tech.md',
      '.gemini/settings.json',
      '.aider.conf.yml',
      '.cursorrules',
      '.mcp.json',
      '.gitattributes',
      '.siliconflowignore',
      '.npmrc',
      '.devcontainer/devcontainer.json',
    ])
      assert.ok(protection(path), path);
  });

  it('are not ordinary files', () => {
    for (const path of [
      'src/desk.ts',
      'src/hooks.ts',
      'docs/git.md',
      '.gitignore',
      'src/vscode/a.ts',
      '.github/FUNDING.yml',
      'tsconfig.json',
    ])
      assert.equal(protection(path), null, path);
  });

  it('and paths that lead out of the folder are told apart from those that stay', () => {
    for (const path of [
      '../a',
      'a/../../b',
      '/etc/passwd',
      'C:\\a',
      'C:a',
      '\\\\?\\C:\\a',
      '~/.ssh/a',
      '.. /a',
      '.\u200b./a',
      'a\0b',
    ])
      assert.ok(!staysInside(path), JSON.stringify(path));
    for (const path of ['a', 'a/b.ts', '.env', 'a..b/c', './a']) assert.ok(staysInside(path), path);
  });

  it('a JSON schema of the web that a change brings is noticed, one that was there is not', () => {
    const schema = '{ "$schema": "https://example.com/s.json" }';
    assert.ok(bringsRemoteSchema('{}', schema));
    assert.ok(!bringsRemoteSchema(schema, `${schema}\n`));
    assert.ok(!bringsRemoteSchema('{}', '{ "$schema": "./s.json" }'));
  });
});

describe('whatever an answer holds', () => {
  const line = fc.constantFrom(
    'a();',
    '  b();',
    '\tc();',
    '}',
    '',
    'function run() {',
    '// ... existing code ...',
    '@@ -1 +1 @@',
    '-a();',
    '+d();',
    '--- a/x.ts',
    '+++ b/x.ts',
    '<<<<<<< SEARCH',
    '=======',
    '>>>>>>> REPLACE',
    'import x;',
    'class A {',
    '# T',
  );
  const eol = fc.constantFrom('\n', '\r\n', '\r');

  it('lines that a change does not touch keep their bytes, and the file its mark and its last end', () => {
    fc.assert(
      fc.property(
        fc.array(line, { minLength: 1, maxLength: 20 }),
        fc.array(line, { maxLength: 20 }),
        eol,
        fc.boolean(),
        fc.boolean(),
        fc.boolean(),
        (file, code, end, mark, ends, isMarkdown) => {
          const text = (mark ? '\uFEFF' : '') + file.join(end) + (ends ? end : '');
          const result = placedIn(text, formOf(code.join('\n'), ''), isMarkdown);
          // A file that is emptied has no last line to end.
          if (!result.ok || text === '' || result.text.replace('\uFEFF', '') === '') return;
          assert.equal(result.text.startsWith('\uFEFF'), mark);
          // An empty line that comes last, without an end of its own, looks like the end of the line before it.
          const mayEndEmpty = !ends && [...file, ...code].includes('') && /[\r\n]$/.test(result.text);
          if (text.replace('\uFEFF', '').trim() !== '' && !mayEndEmpty)
            assert.equal(/[\r\n]$/.test(result.text), /[\r\n]$/.test(text));
          const others = result.text.match(/\r\n|\r|\n/g)?.filter((one) => one !== end) ?? [];
          assert.deepEqual(text.includes(end) ? others : [], []);
        },
      ),
      {
        numRuns: 2_000,
        examples: [
          [['a();', '', 'b();'], ['-b();', '--- a/x.ts', '+++ b/x.ts'], '\n', true, false, false],
          [['a();', '', 'b();'], ['-a();', '@@ -1 +1 @@'], '\n', true, true, false],
        ],
      },
    );
  });
});
