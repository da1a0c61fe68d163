// States of the usage page with ordinary figures, for its tests.
import type { ReceiptView, UsageBlock, UsageState } from '../../src/protocol/usage.ts';

const filter = { text: '', model: '', purpose: '', outcome: '' } as const;
/** A hundredth of a unit, in pico-units. */
const cent = 10_000_000_000n;
const cents = (n: number): string => String(BigInt(n) * cent);

type GhostTextPart = NonNullable<UsageBlock['completion']>['parts'][number];
type Sums = Omit<UsageBlock, 'currency' | 'bars' | 'groups' | 'completion'>;

function sums(costCents: number, over: Partial<Sums> = {}): Sums {
  return {
    requests: 120,
    costPico: cents(costCents),
    lowPico: cents(costCents),
    highPico: cents(costCents),
    savedPico: cents(Math.round(costCents / 4)),
    approximate: false,
    promptTokens: 2_345_678,
    cachedTokens: 1_200_000,
    completionTokens: 98_765,
    failedRequests: 3,
    unpricedRequests: 0,
    ...over,
  };
}

const group = (key: string, label: string, costCents: number, over: Partial<Sums> = {}) => ({
  key,
  label,
  ...sums(costCents, over),
});

const ghostTextOf = (language: string, over: Partial<GhostTextPart>): GhostTextPart => ({
  language,
  model: 'Qwen/Qwen3-Coder-30B-A3B-Instruct',
  shown: 0,
  accepted: 0,
  acceptedLines: 0,
  billedNeverShown: 19,
  tokensNeverShown: 16_100,
  neverShownPico: cents(20),
  perLinePico: cents(2),
  ...over,
});

/** A month in yuan, some of it estimated. */
export const block: UsageBlock = {
  currency: 'CNY',
  ...sums(1_842, { approximate: true, lowPico: cents(1_790), highPico: cents(1_911) }),
  bars: Array.from({ length: 30 }, (_, index) => ({
    label: `November ${index + 1}, 2026`,
    tick: String(index + 1),
    costPico: cents(index % 7 > 4 ? 0 : 20 + ((index * 37) % 90)),
    estimatedPico: cents(index % 9 === 0 ? 12 : 0),
    requests: index % 7 > 4 ? 0 : 6,
    tokens: index % 7 > 4 ? 0 : 120_000,
  })),
  groups: {
    model: [
      group('deepseek-ai/DeepSeek-V3.2', 'deepseek-ai/DeepSeek-V3.2', 1_200, { approximate: true }),
      group('Qwen/Qwen3-Coder-30B-A3B-Instruct', 'Qwen/Qwen3-Coder-30B-A3B-Instruct', 642),
    ],
    purpose: [group('chat', 'Chat', 1_100), group('completion', 'Completions', 742)],
    workspace: [group('parcel-desk', 'parcel-desk', 1_700), group('', 'No workspace', 142)],
    site: [group('cn', '硅基流动 (siliconflow.cn)', 1_842)],
  },
  completion: {
    shown: 410,
    accepted: 122,
    acceptedLines: 301,
    billedNeverShown: 57,
    tokensNeverShown: 48_200,
    perLinePico: String((742n * cent) / 301n),
    neverShownPico: cents(61),
    parts: [
      ghostTextOf('typescript', { shown: 300, accepted: 101, acceptedLines: 260 }),
      ghostTextOf('python', { shown: 110, accepted: 21, acceptedLines: 41 }),
      ghostTextOf('markdown', { shown: 0, accepted: 0, acceptedLines: 0, perLinePico: null }),
    ],
  },
};

export function usageState(over: Partial<UsageState> = {}): UsageState {
  return {
    covers: 'This extension on desk-7. Other programs and machines that use your key are not in it.',
    today: '2026-11-22',
    query: { preset: 'month', range: null, filter },
    range: { fromDay: '2026-11-01', toDay: '2026-11-30' },
    rangeWords: 'November 1 – 30, 2026',
    unit: 'day',
    unitWords: 'By Day',
    loading: false,
    trouble: null,
    empty: false,
    blocks: [
      block,
      {
        ...block,
        currency: 'USD',
        ...sums(35, { requests: 4, failedRequests: 0 }),
        groups: { ...block.groups, model: [group('zai-org/GLM-5V-Turbo', 'zai-org/GLM-5V-Turbo', 35)] },
        completion: null,
      },
      {
        ...block,
        currency: null,
        ...sums(0, { requests: 2, unpricedRequests: 2, savedPico: '0', failedRequests: 0 }),
        groups: {
          ...block.groups,
          model: [group('acme/New-Model', 'acme/New-Model', 0, { requests: 2, unpricedRequests: 2 })],
        },
        completion: null,
      },
    ],
    unasked: [
      { language: 'typescript', shown: 96, accepted: 31 },
      { language: 'python', shown: 12, accepted: 0 },
    ],
    models: ['acme/New-Model', 'deepseek-ai/DeepSeek-V3.2', 'Qwen/Qwen3-Coder-30B-A3B-Instruct'],
    prices: [
      {
        model: 'deepseek-ai/DeepSeek-V3.2',
        site: 'cn',
        siteName: '硅基流动 (siliconflow.cn)',
        words: '¥2.00 in, ¥0.20 cached, ¥3.00 out per million tokens',
        checkedOn: '2026-11-02',
        confidence: 'high',
        confidenceWords: 'sure',
        toCheck: false,
        hasPage: true,
      },
      {
        model: 'Qwen/Qwen3-Coder-30B-A3B-Instruct',
        site: 'cn',
        siteName: '硅基流动 (siliconflow.cn)',
        words: '¥0.70 in, ¥2.80 out per million tokens',
        checkedOn: '2026-08-01',
        confidence: 'low',
        confidenceWords: 'not certain',
        toCheck: true,
        hasPage: true,
      },
    ],
    canSetPrice: true,
    bills: [
      {
        site: 'cn',
        siteName: '硅基流动 (siliconflow.cn)',
        currency: 'CNY',
        period: '2026-10',
        periodWords: 'October 2026',
        billPico: cents(4_212),
        countedPico: cents(4_187),
        approximate: false,
      },
    ],
    comparable: [
      {
        site: 'cn',
        siteName: '硅基流动 (siliconflow.cn)',
        currency: 'CNY',
        period: '2026-11',
        periodWords: 'November 2026',
        hasPage: true,
      },
    ],
    ...over,
  };
}

/** The `n`-th receipt booked; the later the newer. */
export function receipt(n: number, over: Partial<ReceiptView> = {}): ReceiptView {
  return {
    id: `r${n}`,
    place: { day: '2026-11-22', number: String(n) },
    time: `Nov 22, 2026, 10:00:${String(n % 60).padStart(2, '0')} AM`,
    purpose: 'chat',
    model: 'deepseek-ai/DeepSeek-V3.2',
    outcome: 'done',
    state: 'exact',
    cost: { currency: 'CNY', pico: cents(n), lowPico: cents(n), highPico: cents(n) },
    usage: { promptTokens: 1_200, cachedTokens: 800, completionTokens: 340, reasoningTokens: 0 },
    savedPico: cents(1),
    price: {
      words: '¥2.00 in, ¥0.20 cached, ¥3.00 out per million tokens',
      checked: 'read on 2026-11-02, sure',
      source: 'https://siliconflow.cn/pricing',
    },
    siteName: '硅基流动 (siliconflow.cn)',
    host: 'api.siliconflow.cn',
    workspace: 'parcel-desk',
    traceId: `ti_${n}`,
    durationMs: 4_210,
    firstTokenMs: 620,
    ...over,
  };
}
