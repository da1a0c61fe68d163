import { strict as assert } from 'node:assert';
import fc from 'fast-check';
import { commitText } from '../../../../src/core/actions/commitText.ts';

const message = 'fix: round up half kilograms\n\n- tariff.ts: use ceil';

describe('the text of a commit message', () => {
  it('is the message alone, whatever a model puts around it', () => {
    for (const raw of [
      message,
      `\n\n${message}\n`,
      `\`\`\`\n${message}\n\`\`\``,
      `\`\`\`text\n${message}\n\`\`\`\n\nThis message follows the style of the project.`,
      `Here is the commit message:\n\n${message}`,
      `Here's a commit message for the diff:\n\n\`\`\`gitcommit\n${message}\n\`\`\``,
      `Commit message: ${message}`,
      `**Commit message:** ${message}`,
      `提交信息：${message}`,
      `以下是提交消息：\n\n${message}`,
      `"${message}"`,
      `\`${message}\``,
      message.replaceAll('\n', '\r\n'),
    ])
      assert.equal(commitText(raw, true), message, JSON.stringify(raw));
  });

  it('keeps marks that belong to the message', () => {
    for (const own of [
      '"Desk" is a name now',
      'Quote `a` and `b`',
      'Use ``` for fences',
      "'a' and 'b'",
      '`a` and `b`',
    ])
      assert.equal(commitText(own, true), own);
  });

  it('makes hidden characters seen and bounds a flood', () => {
    assert.equal(commitText('fix\u202eabc', true), 'fix[U+202E]abc');
    assert.ok(commitText('x'.repeat(100_000), true).length <= 5_000);
  });

  it('never shows a fence while it streams', () => {
    const raw = `\`\`\`text\n${message}\n\`\`\``;
    for (let length = 0; length <= raw.length; length++) {
      const shown = commitText(raw.slice(0, length), false);
      assert.ok(message.startsWith(shown.trimEnd()), JSON.stringify(shown));
    }
  });

  it('takes whatever comes, whole or in parts, and adds nothing', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom('fix', ' ', '\n', '```', '"', '提交', ':', '`', 'a'), { maxLength: 30 }),
        (parts) => {
          const raw = parts.join('');
          assert.ok(commitText(raw, true).length <= raw.length);
          for (let i = 0; i <= parts.length; i++)
            assert.ok(commitText(parts.slice(0, i).join(''), false).length <= raw.length);
        },
      ),
    );
  });
});
