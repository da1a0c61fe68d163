import { strict as assert } from 'node:assert';
import { readFileSync } from 'node:fs';
import { actionLabels } from '../../../src/core/account/actionName.ts';
import { actionIds } from '../../../src/protocol/chat.ts';
import { sourceTexts } from './sourceTexts.ts';

const read = (file: string): Record<string, string> => JSON.parse(readFileSync(file, 'utf8'));
const bundle = read('l10n/bundle.l10n.zh-cn.json');
const placeholders = (text: string): string[] => [...new Set(text.match(/\{\d+\}/g))].sort();

describe('the Chinese texts', () => {
  it('exist for every text of the host, and no text is built where it cannot be collected', () => {
    const { texts, dynamic } = sourceTexts('src');
    assert.ok(texts.length > 100);
    assert.deepEqual(
      dynamic.filter((each) => !each.startsWith('src/core/sentence.ts')),
      [],
    );
    const missing = texts.filter(({ text }) => !Object.hasOwn(bundle, text));
    assert.deepEqual(missing, []);
  });

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

describe('the actions of the page', () => {
  it('each have a label, and no label is without its action', () => {
    assert.deepEqual([...actionIds].sort(), Object.keys(actionLabels).sort());
  });
});
