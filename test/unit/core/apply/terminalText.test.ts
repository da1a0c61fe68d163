import { strict as assert } from 'node:assert';
import fc from 'fast-check';
import { isShell } from '../../../../src/core/apply/shells.ts';
import { terminalText } from '../../../../src/core/apply/terminalText.ts';

const text = (code: string, language = 'sh'): string | null => {
  const result = terminalText(code, language);
  return result.ok ? result.text : null;
};

describe('what is put at the prompt of a terminal', () => {
  it('is one command as it is, without prompt, remark and line end', () => {
    assert.equal(text('npm test\n'), 'npm test');
    assert.equal(text('$ npm test\n> demo@1.0.0 test\n'.replace(/>.*\n/, 'all tests passed\n')), 'npm test');
    assert.equal(text('# Runs the tests\nnpm test\n'), 'npm test');
    assert.equal(text('docker run \\\n  --rm \\\n  image\n'), 'docker run --rm image');
  });

  it('is several commands joined so that the next runs only when the one before went well', () => {
    assert.equal(text('cd app\nnpm ci\nnpm test\n'), 'cd app && npm ci && npm test');
    assert.equal(text('cat a |\nsort\n'), 'cat a | sort');
    assert.equal(text('cd app\r\nnpm ci\r\n', 'powershell'), 'cd app; npm ci');
  });

  it('is nothing when the lines belong together, or a later one would be swallowed', () => {
    for (const code of [
      'for f in *; do\n  echo $f\ndone\n',
      'if true\nthen\n ls\nfi\n',
      "echo 'one\ntwo'\n",
      'cat <<EOF\nhello\nEOF\n',
      'run() {\n  ls\n}\n',
      'ls # all\nrm a\n',
      'echo (\nb\n)\n',
      '\n\n',
      `echo ${'a'.repeat(4_000)}`,
    ])
      assert.equal(text(code), null, code);
  });

  it('is nothing when characters are hidden in it, which the refusal shows', () => {
    for (const hidden of ['\u202e', '\u200b', '\u001b[2K', '\b', '\u{e0041}', '\u0003']) {
      const result = terminalText(`ls ${hidden}a`, 'sh');
      assert.ok(!result.ok);
      assert.match(String(result.why.args?.[0]), /\[U\+/);
    }
  });

  it('never holds a character that a terminal takes for Enter or for a command of its own', () => {
    const piece = fc.constantFrom(
      '\n',
      '\r',
      '\r\n',
      '\t',
      '\v',
      '\f',
      '\u0085',
      '\u2028',
      '\u2029',
      '\u001b',
      '\0',
      '\u0004',
      'ls',
      ' ',
      '&&',
      '\\',
      '#',
      "'",
      '$ ',
    );
    fc.assert(
      fc.property(
        fc.array(fc.oneof(piece, fc.string()), { maxLength: 20 }),
        fc.constantFrom('sh', 'powershell', 'bat'),
        (parts, language) => {
          const result = text(parts.join(''), language);
          if (result !== null) assert.doesNotMatch(result, /[\p{Cc}\u2028\u2029]/u);
        },
      ),
      { numRuns: 2_000 },
    );
  });

  it('is offered for shells alone', () => {
    assert.ok(isShell('bash') && isShell('PowerShell') && isShell('console'));
    assert.ok(!isShell('ts') && !isShell(''));
  });
});
