// The examples in the readmes' section "What it costs": ordinary work, priced by the shipped catalogue.

import { hourlyCost } from '../src/core/completion/hourlyCost.ts';
import { factsOf, wholeCatalogue } from '../src/core/models/catalogue.ts';
import { type OfficialSiteId, officialSites } from '../src/core/models/sites.ts';
import { costOf } from '../src/core/spend/cost.ts';
import { formatMoney } from '../src/core/spend/money.ts';
import { priceRowAt } from '../src/core/spend/price.ts';

const sites = ['cn', 'global'] as const satisfies readonly OfficialSiteId[];

export type Language = 'en' | 'zh-CN';

interface Example {
  readonly what: Readonly<Record<Language, string>>;
  readonly model: 'chat' | 'completion';
  /** An hour of ghost text is counted where the question that turns it on counts it. */
  readonly tokens: { readonly prompt: number; readonly cached: number; readonly answer: number } | 'an hour';
}

/** Sizes are round figures of ordinary work and said in the table, so that everybody can put their own in their place. */
const examples: readonly Example[] = [
  {
    what: { en: 'A question about a file of 200 lines', 'zh-CN': '就一个 200 行的文件提一个问题' },
    model: 'chat',
    tokens: { prompt: 2_500, cached: 0, answer: 600 },
  },
  {
    what: { en: 'The next question in that chat', 'zh-CN': '在同一聊天中继续追问' },
    model: 'chat',
    tokens: { prompt: 3_200, cached: 2_500, answer: 600 },
  },
  {
    what: { en: 'A commit message for 300 changed lines', 'zh-CN': '为 300 行改动撰写提交消息' },
    model: 'chat',
    tokens: { prompt: 4_000, cached: 0, answer: 80 },
  },
  {
    what: { en: 'An hour of steady typing with ghost text', 'zh-CN': '开启幽灵文本连续输入一小时' },
    model: 'completion',
    tokens: 'an hour',
  },
];

const words = {
  en: {
    columns: ['Example', 'Tokens'],
    tokens: (prompt: string, cached: string, answer: string): string =>
      `${prompt} in${cached === '' ? '' : ` (${cached} from the cache)`}, ${answer} out`,
    hour: '600 requests of 1,500 in, 40 out',
    note: (date: string, chat: string, completion: string): string =>
      `Computed from the catalogue of ${date}, with the sites' default models: \`${chat}\` for chat and commit messages, \`${completion}\` for ghost text.`,
  },
  'zh-CN': {
    columns: ['示例', 'Token'],
    tokens: (prompt: string, cached: string, answer: string): string =>
      `输入 ${prompt}${cached === '' ? '' : `（其中缓存 ${cached}）`}，输出 ${answer}`,
    hour: '600 次请求，每次输入 1,500，输出 40',
    note: (date: string, chat: string, completion: string): string =>
      `按 ${date} 的目录和站点默认模型计算：聊天和提交消息用 \`${chat}\`，幽灵文本用 \`${completion}\`。`,
  },
} as const;

/** The table and the line that says what it was computed from, as Markdown. Throws when a default model has no price. */
export function costsTable(language: Language): string {
  const { checkedOn } = wholeCatalogue();
  const { columns, note } = words[language];
  const rows = examples.map((example) => [
    example.what[language],
    tokensText(example, language),
    ...sites.map((site) => amount(site, example, checkedOn, language)),
  ]);
  const table = [
    [...columns, ...sites.map((site) => (site === 'cn' ? 'CN' : 'Global'))],
    ['---', '---', ...sites.map(() => '---:')],
    ...rows,
  ].map((cells) => `| ${cells.join(' | ')} |`);
  const { chat, completion } = officialSites.cn.defaults;
  return [...table, '', note(checkedOn, chat, completion)].join('\n');
}

function tokensText({ tokens }: Example, language: Language): string {
  const say = words[language];
  if (tokens === 'an hour') return say.hour;
  const count = (value: number): string => (value === 0 ? '' : value.toLocaleString('en'));
  return say.tokens(count(tokens.prompt), count(tokens.cached), count(tokens.answer));
}

function amount(site: OfficialSiteId, example: Example, day: string, language: Language): string {
  const facts = factsOf(site, officialSites[site].defaults[example.model]);
  // Noon in Beijing: no night price, the dearer hour where there are two.
  const atMs = Date.parse(`${day}T12:00:00+08:00`);
  const row = priceRowAt(facts.prices, atMs);
  if (row === null) throw new Error(`${site} ${facts.id} has no price to compute an example with`);
  if (example.tokens === 'an hour') {
    const hour = hourlyCost(facts, atMs);
    if (hour === null) throw new Error(`${site} ${facts.id} has no price to compute an example with`);
    return formatMoney(hour, language);
  }
  const { prompt, cached, answer } = example.tokens;
  const usage = { promptTokens: prompt, cachedTokens: cached, completionTokens: answer, reasoningTokens: 0 };
  const pico = costOf(usage, row, atMs);
  if (pico === null) throw new Error(`${site} ${facts.id} has no price to compute an example with`);
  return formatMoney({ currency: row.currency, pico }, language);
}
