import { strict as assert } from 'node:assert';
import { globSync, readFileSync } from 'node:fs';
import { actionLabels } from '../../../src/core/account/actionName.ts';
import { actionIds } from '../../../src/protocol/actions.ts';

const read = (file: string): Record<string, string> => JSON.parse(readFileSync(file, 'utf8'));
const bundle = read('l10n/bundle.l10n.zh-cn.json');
const placeholders = (text: string): string[] => [...new Set(text.match(/\{\d+\}/g))].sort();

describe('the Chinese texts', () => {
  it('hold the same placeholders as the English ones', () => {
    for (const [english, chinese] of Object.entries(bundle)) {
      assert.deepEqual(placeholders(chinese), placeholders(english), english);
      assert.notEqual(chinese.trim(), '');
    }
  });

  it('hold no sentence left in English', () => {
    for (const [english, chinese] of Object.entries(bundle)) {
      if (/[a-z]{3,} [a-z]{2,} /i.test(english)) assert.match(chinese, /[\u4e00-\u9fff]/, english);
    }
  });
});

describe('the English texts', () => {
  it('are literals wherever a sentence is made, so that the check for completeness sees them all', () => {
    const sources = globSync('src/**/*.ts').filter((file) => !file.endsWith('sentence.ts'));
    assert.ok(sources.length > 30);
    for (const file of sources) {
      assert.doesNotMatch(
        readFileSync(file, 'utf8'),
        /\b(?:sentence|l10n\.t)\(\s*(?!['"`)])(?!text\b)\S/,
        file,
      );
    }
  });
});

describe('the actions of the page', () => {
  it('each have a label, and no label is without its action', () => {
    assert.deepEqual([...actionIds].sort(), Object.keys(actionLabels).sort());
  });
});
