// The check of translated texts: complete, nothing stale, the same placeholders, no text put together from pieces.
import { strict as assert } from 'node:assert';
import { localisationFaults } from '../../../scripts/localisation.ts';

const faultsOf = (text: string, bundle: Record<string, string>): string[] =>
  localisationFaults([{ path: 'src/a.ts', text }], bundle);

describe('the check of translated texts', () => {
  it('accepts keys from the host, the page and sentences', () => {
    const text = "vscode.l10n.t('One', 1); t(\"Two\"); sentence('Three {0}', x); l10n.t(`Four`);";
    assert.deepEqual(faultsOf(text, { One: '一', Two: '二', 'Three {0}': '三 {0}', Four: '四' }), []);
  });

  it('finds a text without a translation, with its line', () => {
    assert.match(faultsOf("\nt('Missing')", {})[0] ?? '', /^src\/a\.ts:2: "Missing"/);
  });

  it('finds a translation that nothing uses', () => {
    assert.match(faultsOf('', { Old: '旧' })[0] ?? '', /used nowhere/);
  });

  it('finds a lost placeholder', () => {
    assert.match(faultsOf("t('Use {0}')", { 'Use {0}': '用' })[0] ?? '', /placeholders/);
  });

  it('finds a text put together from pieces', () => {
    assert.ok(faultsOf("t('a' + b)", { a: 'a' }).some((fault) => fault.includes('one literal')));
    assert.ok(faultsOf('t(`a ${b}`)', {}).some((fault) => fault.includes('one literal')));
  });

  it('reads escapes as the program does, and leaves comments and other functions alone', () => {
    assert.deepEqual(faultsOf("// t('no')\nt('It\\'s'); format('x'); set('y');", { "It's": '它' }), []);
  });
});
