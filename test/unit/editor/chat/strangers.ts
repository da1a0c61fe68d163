// People nobody made up by hand: from a number come their models, languages, habits, and every message and file they send.
import type { ChatChoices } from '../../../../src/core/chat/prepareRequest.ts';
import type { Attachment } from '../../../../src/core/chat/turn.ts';
import { listed } from '../../../../src/core/models/catalogue.ts';
import type { ModelFacts } from '../../../../src/core/models/model.ts';
import { type Person, picture } from './forecastWorld.ts';

export interface Stranger {
  /** In words, for the report. */
  readonly about: string;
  /** Share of messages that open a new chat. */
  readonly newChats: number;
  choices(): ChatChoices;
  /** `day` 0 and 1 share no question. */
  message(day: 0 | 1, id: number): { readonly text: string; readonly attachments: readonly Attachment[] };
}

/** What is asked, about what, and how; the product of the three is what a person may say in a language. */
const speech: Readonly<Record<string, readonly [readonly string[], readonly string[], readonly string[]]>> = {
  English: [
    [
      'Explain',
      'Fix',
      'Rewrite',
      'Write tests for',
      'Document',
      'What is wrong with',
      'Speed up',
      'Why do we need',
    ],
    [
      'the parser',
      'this module',
      'the retry loop',
      'the second function',
      'error handling here',
      'all of it',
    ],
    [
      '.',
      ', step by step.',
      ' in two sentences.',
      ', please; a colleague has to understand it too.',
      ' and show me the code?',
    ],
  ],
  German: [
    ['Erkläre', 'Repariere', 'Schreibe neu:', 'Was macht', 'Prüfe', 'Vereinfache'],
    ['den Parser', 'dieses Modul', 'die Schleife', 'die zweite Funktion', 'die Fehlerbehandlung'],
    ['.', ', Schritt für Schritt bitte.', ' und begründe jede Änderung ausführlich.', ' in zwei Sätzen.'],
  ],
  Chinese: [
    ['解释', '修复', '重写', '测试', '为什么需要', '检查', '优化'],
    ['这个解析器', '这个模块', '重试循环', '第二个函数', '错误处理', '全部代码'],
    ['。', '，请一步一步说明。', '，用两句话。', '，并给出完整的代码和理由，让同事也能看懂。'],
  ],
  Japanese: [
    ['このコードの', '次の関数の', 'このモジュールの', 'エラー処理の'],
    ['説明をしてください', 'バグを直してください', 'テストを書いてください', '設計を見直してください'],
    ['。', '。詳しくお願いします。', '。短く。', '。理由も書いてください。'],
  ],
  Russian: [
    ['Объясни', 'Исправь', 'Перепиши', 'Проверь', 'Напиши тесты:'],
    ['этот модуль', 'разбор строки', 'цикл повторов', 'обработку ошибок', 'вторую функцию'],
    ['.', ' по шагам.', ' кратко.', ' и подробно объясни каждое изменение.'],
  ],
};

const names = [
  'parcel',
  'tariff',
  'user',
  'order',
  'index',
  'cache',
  'queue',
  'token',
  'route',
  'batch',
  'node',
  'page',
];
const acts = ['load', 'save', 'merge', 'count', 'check', 'split', 'send', 'find', 'sort', 'close'];

/** One piece of a file of each kind, about as long as a small function. */
const kinds: Readonly<Record<string, (noun: string, act: string, n: number) => string>> = {
  ts: (noun, act, n) =>
    `/** Can ${act} a ${noun}. */\nexport function ${act}${noun}${n}(items: readonly string[], limit = ${n}): string[] {\n  const kept: string[] = [];\n  for (const item of items) {\n    if (item.length > limit) kept.push(item.trim());\n  }\n  return kept;\n}\n`,
  py: (noun, act, n) =>
    `def ${act}_${noun}_${n}(items, limit=${n}):\n    """${act} every ${noun} above the limit"""\n    total = 0\n    for item in items:\n        if item["${noun}"] > limit:\n            total += item["weight"] * 1.${n}\n    return total\n`,
  go: (noun, act, n) =>
    `func ${act}${noun}${n}(ctx context.Context, in []string) ([]string, error) {\n\tif len(in) == 0 {\n\t\treturn nil, errors.New("no ${noun}")\n\t}\n\treturn in[:min(len(in), ${n})], nil\n}\n`,
  sql: (noun, act, n) =>
    `SELECT ${noun}.id, sum(${act}.amount) AS total_${n}\nFROM ${noun} JOIN ${act} ON ${act}.${noun}_id = ${noun}.id\nWHERE ${noun}.created_at > now() - interval '${n} days'\nGROUP BY ${noun}.id\nORDER BY total_${n} DESC;\n`,
  json: (noun, act, n) =>
    `{ "${noun}": { "${act}": true, "limit": ${n}, "tags": ["a${n}", "b${n}"], "ratio": 0.${n} } }\n`,
  log: (noun, act, n) =>
    `2026-11-${10 + (n % 18)}T0${n % 10}:1${n % 6}:42.${100 + n}Z WARN [${noun}] could not ${act} 0x${(n * 7_919).toString(16)}: timeout after ${n * 10} ms\n`,
  md: (noun, act, n) =>
    `## How to ${act} a ${noun}\n\n${n}. Open the ${noun} and ${act} it. Nothing else is needed, unless the ${noun} is older than ${n} days.\n\n`,
};

export function stranger(person: Person): Stranger {
  const paid = listed('cn').filter((model) => (model.prices[0]?.tiers[0]?.outputMicro ?? 0) > 0);
  const models = Array.from({ length: 1 + Math.floor(person.next() * 4) }, () => person.one(paid));
  const languages = [person.one(Object.keys(speech)), person.one(Object.keys(speech))];
  const files = Array.from({ length: 1 + Math.floor(person.next() * 3) }, () =>
    person.one(Object.keys(kinds)),
  );
  const quoting = person.next() * 0.8;
  const long = 3 + Math.floor(person.next() * 60);
  const seeing = models.some(({ vision }) => vision === 'yes') ? person.next() * 0.2 : 0;
  const thinking = person.next() < 0.5 ? person.one(['auto', 'on', 'off'] as const) : null;
  const thinkingBudgetTokens = person.one([1_024, 4_096, 16_384]);
  const maxTokens = person.one([1_024, 4_096, 8_192]);
  const newChats = 0.15 + person.next() * 0.7;
  let model: ModelFacts | undefined;
  return {
    about: `${models.map(({ id }) => id).join(', ')}; ${languages.join(', ')}; ${files.join(', ')} of up to ${long} pieces in ${quoting.toFixed(2)}, pictures ${seeing.toFixed(2)}; thinking ${thinking ?? 'varied'} ${thinkingBudgetTokens}; ${maxTokens} tokens; new chats ${newChats.toFixed(2)}`,
    newChats,
    choices: () => {
      model = person.one(models);
      const mode = thinking ?? person.one(['auto', 'on', 'off'] as const);
      return {
        model,
        visionModel: model,
        thinking: () => ({ mode, budgetTokens: thinkingBudgetTokens, effort: null }),
        maxTokens,
        temperature: null,
        topP: null,
      };
    },
    message: (day, id) => {
      const [verbs, objects, manners] = speech[person.one(languages)] ?? [[], [], []];
      // The second day's questions are those that the first day's cannot be.
      const verb = Math.floor(person.next() * verbs.length);
      const fitting = objects.filter((_, at) => (at + verb) % 2 === day);
      const text = `${verbs[verb]} ${person.one(fitting)}${person.one(manners)}`;
      if (model?.vision === 'yes' && person.next() < seeing)
        return { text, attachments: [picture(person, id)] };
      if (person.next() >= quoting) return { text, attachments: [] };
      const kind = person.one(files);
      const piece = kinds[kind];
      const pieces = Array.from({ length: 1 + Math.floor(person.next() ** 2 * long) }, () =>
        piece?.(person.one(names), person.one(acts), 1 + Math.floor(person.next() * 99)),
      );
      const source = `${person.one(names)}${id}.${kind}`;
      const file: Attachment = {
        ...{ id: `f${id}`, kind: 'file', label: source, source, uri: `file:///${source}` },
        ...{ text: pieces.join('\n'), tokens: 0 },
      };
      return { text, attachments: [file] };
    },
  };
}
