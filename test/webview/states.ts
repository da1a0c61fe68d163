// Believable states of the host for the page's tests.
import type { ChatState } from '../../src/protocol/chat.ts';
import type { ModelView } from '../../src/protocol/chatSetup.ts';
import type { AttachmentView, TurnView } from '../../src/protocol/chatTurns.ts';

export const models: readonly ModelView[] = [
  {
    id: 'deepseek-ai/DeepSeek-V3.2',
    name: 'DeepSeek-V3.2',
    windowTokens: 163_840,
    price: '¥2 in · ¥3 out per 1M tokens',
    vision: false,
    thinking: 'switchable',
  },
  {
    id: 'zai-org/GLM-4.5V',
    name: 'GLM-4.5V',
    windowTokens: 65_536,
    price: '¥1 in · ¥6 out per 1M tokens',
    vision: true,
    thinking: 'switchable',
  },
  {
    id: 'Qwen/QwQ-32B',
    name: 'QwQ-32B',
    windowTokens: 131_072,
    price: '¥1 in · ¥4 out per 1M tokens',
    vision: false,
    thinking: 'always',
  },
  {
    id: 'Qwen/Qwen3-Coder-480B-A35B-Instruct',
    name: 'Qwen3-Coder-480B-A35B-Instruct',
    windowTokens: 262_144,
    price: '¥8 in · ¥16 out per 1M tokens',
    vision: false,
    thinking: 'no',
    note: 'Price older than 30 days: check prices',
  },
  {
    id: 'Pro/unknown-lab/Untried-1',
    name: 'Untried-1',
    windowTokens: null,
    price: 'price unknown',
    vision: false,
    thinking: 'no',
  },
];

export const file: AttachmentView = {
  id: 'a1',
  kind: 'file',
  label: 'src/ledger.ts',
  detail: 'src/ledger.ts, 214 lines',
  tokens: 1_840,
};
export const selection: AttachmentView = {
  id: 'a2',
  kind: 'selection',
  label: 'parser.ts:12–40',
  detail: 'src/parser.ts, lines 12 to 40',
  tokens: 312,
  note: '1 secret was masked',
};
/** Excluded after it had been attached. */
export const heldFile: AttachmentView = {
  id: 'a4',
  kind: 'file',
  label: 'prices.csv',
  detail: 'data/prices.csv',
  tokens: 410,
  held: true,
  note: 'prices.csv never leaves this machine: your setting excludes it (data/*.csv).',
};
export const picture: AttachmentView = {
  id: 'a3',
  kind: 'image',
  label: 'screenshot.png',
  detail: 'screenshot.png, 640 × 480',
  tokens: 1_100,
  thumbnail:
    'data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAQAAAAECAIAAAAmkwkpAAAAEUlEQVR4nGNgaPiPBkkXAAAn6BdxzVjJmAAAAABJRU5ErkJggg==',
};

export function turn(fields: Partial<TurnView> & Pick<TurnView, 'id' | 'role'>): TurnView {
  return {
    text: '',
    attachments: [],
    reasoning: '',
    state: 'done',
    notes: [],
    createdMs: 1_763_769_600_000,
    ...fields,
  };
}

export function question(id: string, text: string, fields: Partial<TurnView> = {}): TurnView {
  return turn({ id, role: 'user', text, ...fields });
}

/** A finished answer with all its facts. */
export function answer(id: string, text: string, fields: Partial<TurnView> = {}): TurnView {
  return turn({
    id,
    role: 'assistant',
    text,
    model: 'deepseek-ai/DeepSeek-V3.2',
    promptTokens: 2_204,
    cachedTokens: 1_536,
    completionTokens: 512,
    cost: { state: 'exact', amount: { currency: 'CNY', pico: '3179200000' } },
    durationMs: 8_240,
    firstTokenMs: 640,
    ...fields,
  });
}

export function state(fields: Partial<ChatState> = {}): ChatState {
  return {
    sessionId: 's1',
    title: 'Why does the parser drop the last line?',
    setup: { stage: 'ready', title: '', lines: [], actions: [], busy: false },
    place: 'SiliconFlow CN',
    host: 'api.siliconflow.cn',
    sandbox: false,
    trusted: true,
    inFolder: true,
    model: models[0] ?? null,
    models: [...models],
    nextModel: null,
    thinking: { mode: 'auto', budgetTokens: 4_096, efforts: [], effort: null, isOwn: false },
    attachments: [],
    turns: [],
    running: null,
    today: [{ currency: 'CNY', pico: '184200000000' }],
    todayApproximate: false,
    chatCost: [{ currency: 'CNY', pico: '3179200000' }],
    chatCostApproximate: false,
    banner: null,
    forecast: null,
    confirmation: null,
    meter: null,
    commands: [],
    offered: [],
    request: null,
    history: null,
    readOnly: null,
    suggestions: ['Explain this file', 'Find the bug in the selection', 'Write tests for the open file'],
    ...fields,
  };
}

export const sampleAnswer = `The last line is lost because \`readLines\` only yields on a newline. A file that does **not** end with one keeps its tail in \`rest\`, and nobody asks for it.

## The fix

\`\`\`ts
export function* readLines(chunks: Iterable<string>): Generator<string> {
  let rest = '';
  for (const chunk of chunks) {
    const lines = (rest + chunk).split('\\n');
    rest = lines.pop() ?? '';
    yield* lines;
  }
  if (rest !== '') yield rest; // the line without an end
}
\`\`\`

What changes:

1. The remainder is kept in \`rest\`.
2. After the loop it is yielded, *once*.
   - An empty remainder is not a line.

| input | before | after |
| :---- | -----: | :---: |
| \`a\\nb\` | 1 | 2 |
| \`a\\nb\\n\` | 2 | 2 |

- [x] handles CRLF
- [ ] handles a BOM

> See [the documentation](https://nodejs.org/api/readline.html) for the built-in way.
`;
