import { strict as assert } from 'node:assert';
import { sentence } from '../../../../src/core/sentence.ts';
import {
  Attacher,
  type AttachPorts,
  type SourceText,
  tooLargeFile,
} from '../../../../src/editor/chat/attach.ts';
import { countingRandom } from '../../core/request/gateFixture.ts';
import { inEnglish } from './hostFixture.ts';

/** One pixel. */
const png =
  'data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';

function source(over: Partial<SourceText> = {}): SourceText {
  return {
    ...{ uri: 'file:///ws/src/a.ts', spellings: ['/ws/src/a.ts'], shortPath: 'src/a.ts' },
    ...{ languageId: 'typescript', text: 'let a = 1;\n', ...over },
  };
}

function attacher(over: Partial<AttachPorts> = {}): Attacher {
  return new Attacher({
    random: countingRandom(),
    refusal: () => null,
    mask: (text) => ({ text, rules: [], stops: false, offered: [] }),
    textTokens: (text) => text.length,
    imageTokens: (width, height) => width * height,
    ...over,
  });
}

describe('attaching', () => {
  it('takes a file with its name, its place and its weight', () => {
    const result = attacher().text(source());
    assert.deepEqual(result, {
      ok: true,
      value: {
        ...{ id: 'id1', kind: 'file', label: 'a.ts', source: 'src/a.ts', uri: 'file:///ws/src/a.ts' },
        ...{ languageId: 'typescript', text: 'let a = 1;\n', tokens: 11 },
      },
    });
  });

  it('names the lines of a selection, one or several', () => {
    const label = (start: number, end: number): string => {
      const result = attacher().text(source(), { start, end });
      assert.ok(result.ok && result.value.kind === 'selection' && result.value.startLine === start);
      return result.value.label;
    };
    assert.equal(label(3, 9), 'a.ts:3-9');
    assert.equal(label(3, 3), 'a.ts:3');
  });

  it('names all the files a gathered text holds, and keeps it back when one of them may not leave', () => {
    const gathered = {
      ...{ label: 'Staged changes', source: 'staged changes', languageId: 'diff', text: '+let a = 1;\n' },
      files: [
        { uri: 'file:///ws/a.ts', spellings: ['/ws/a.ts'] },
        { uri: 'file:///ws/.env', spellings: ['/ws/.env', '/ws/link'] },
      ],
    };
    const result = attacher().gathered(gathered);
    assert.ok(result.ok);
    assert.deepEqual(result.value.holds, ['file:///ws/a.ts', 'file:///ws/.env']);
    assert.equal(result.value.uri, undefined);
    assert.equal(result.value.label, 'Staged changes');
    const refusal: AttachPorts['refusal'] = (spellings) =>
      spellings.includes('/ws/link') ? sentence('Private.') : null;
    assert.deepEqual(attacher({ refusal }).gathered(gathered), {
      ok: false,
      message: sentence('Private.'),
    });
  });

  it('refuses what the guard refuses before it looks at the text, by all spellings', () => {
    let masked = 0;
    const seen: (readonly string[])[] = [];
    const result = attacher({
      refusal: (spellings) => {
        seen.push(spellings);
        return sentence('Private.');
      },
      mask: (text) => {
        masked += 1;
        return { text, rules: [], stops: false, offered: [] };
      },
    }).text(source({ spellings: ['/ws/a', '/home/.ssh/a'] }));
    assert.ok(!result.ok && result.message.text === 'Private.');
    assert.deepEqual(seen, [['/ws/a', '/home/.ssh/a']]);
    assert.equal(masked, 0);
  });

  for (const [what, text] of [
    ['an empty file', ' \n\t'],
    ['a binary file', 'PK\u0003\u0004\0\0'],
    ['a file too large to be meant', 'x'.repeat(2_000_001)],
  ] as const) {
    it(`refuses ${what} in words that name it`, () => {
      const result = attacher().text(source({ text }));
      assert.ok(!result.ok && result.message.args?.[0] === 'src/a.ts');
    });
  }

  it('keeps and weighs only the masked text, and names the rules', () => {
    const result = attacher({
      mask: () => ({ text: 'SECRET', rules: ['github-token'], stops: false, offered: [] }),
    }).text(source());
    assert.ok(result.ok && result.value.text === 'SECRET' && result.value.tokens === 6);
    assert.deepEqual(result.value.masked, ['github-token']);
  });

  it('refuses a file with secrets where the person wants such files stopped', () => {
    const result = attacher({
      mask: (text) => ({ text, rules: ['github-token'], stops: true, offered: [] }),
    }).text(source());
    assert.ok(!result.ok);
    assert.deepEqual(result.message.args, ['src/a.ts', 'github-token']);
  });

  it('takes a picture by what its bytes say', () => {
    const result = attacher().image(`${'long'.repeat(50)}.png`, png);
    assert.ok(result.ok && result.value.width === 1 && result.value.tokens === 1);
    assert.equal(result.value.label.length, 80);
  });

  it('takes from a picture where it was taken', () => {
    const exif = Buffer.from('Exif\0\0 52.5163 N');
    const frame = [0xff, 0xc0, 0, 11, 8, 0, 2, 0, 3, 1, 1, 0x11, 0, 0xff, 0xda];
    const jpeg = Buffer.from([0xff, 0xd8, 0xff, 0xe1, 0, exif.length + 2, ...exif, ...frame]);
    const result = attacher().image('x.jpg', `data:image/jpeg;base64,${jpeg.toString('base64')}`);
    assert.ok(result.ok && result.value.width === 3);
    const sent = Buffer.from(result.value.dataUrl?.split(',')[1] ?? '', 'base64');
    assert.deepEqual(sent, Buffer.from(jpeg).fill(0, 6, 6 + exif.length));
  });

  it('refuses a picture that is none, and one that is too large', () => {
    for (const dataUrl of [
      'data:image/png;base64,AAAA',
      'data:image/png;base64,',
      `${png}${'A'.repeat(28_000_000)}`,
    ]) {
      const result = attacher().image('x.png', dataUrl);
      assert.ok(!result.ok && result.message.args?.[0] === 'x.png');
    }
  });

  it('says what to do with a picture that is too large to be read from its file', () => {
    assert.match(
      inEnglish(tooLargeFile('wide.png', 34_000_000, 'image/png')),
      /\(34 MB\)\. Choose it with "Attach Image"/,
    );
    for (const mime of ['image/gif', undefined])
      assert.equal(inEnglish(tooLargeFile('a', 34_000_000, mime)), 'a is too large to attach (34 MB).');
  });
});
