// A request that was sent, for the page: what it was for, what it cost, its pieces and its very bytes.
import type { RequestHead } from '../../core/request/modelRequest.ts';
import { piecesOfBody } from '../../core/request/piecesOfBody.ts';
import { type Sentence, sentence } from '../../core/sentence.ts';
import { costOf } from '../../core/spend/cost.ts';
import { formatMoney } from '../../core/spend/money.ts';
import type { Outcome, Receipt } from '../../core/spend/receipt.ts';
import { estimateImageTokens, estimateTextTokens } from '../../core/tokens/estimator.ts';
import { pixelSize } from '../../core/tokens/imageTokens.ts';
import type { RequestView } from '../../protocol/chatRequest.ts';
import { purposeWords } from '../usage/usageWords.ts';
import { bodyView, type MaskedBy, runViews, shareOf } from './pieceViews.ts';
import type { SentRequest } from './sentRequests.ts';

export interface SentViewPorts {
  readonly say: (text: Sentence) => string;
  readonly locale: string;
  readonly time: (ms: number) => string;
  readonly maskedBy: MaskedBy;
}

export function sentView(request: SentRequest, ports: SentViewPorts): RequestView {
  const { id, bodyText, receipt } = request;
  const pieces = piecesOfBody(bodyText).map((piece) => ({
    piece,
    estimate: estimateTextTokens(piece.text) + piece.images.reduce((sum, url) => sum + imageTokens(url), 0),
  }));
  const estimated = pieces.reduce((sum, { estimate }) => sum + estimate, 0);
  const tokens = receipt?.usage?.promptTokens ?? estimated;
  const price = promptPrice(receipt);
  return {
    kind: 'sent',
    id,
    problem: null,
    facts: [...facts(request, ports)],
    pieces: pieces.map(({ piece, estimate }, at) => {
      // The pieces' own estimates, brought to what the platform counted.
      const share = Math.round((estimate * tokens) / Math.max(1, estimated));
      return {
        id: `p${at}`,
        kind: piece.kind,
        ...(piece.source === undefined ? {} : { label: piece.source.slice(0, 300) }),
        tokens: share,
        ...shareOf(price, share, tokens),
        runs: runViews(piece.text, ports.maskedBy, null),
        images: piece.images.length,
        isOut: false,
      };
    }),
    tokens,
    head: headView(request.head),
    ...bodyView(bodyText),
    grants: [],
  };
}

export function headView({ method, url, headers }: RequestHead): NonNullable<RequestView['head']> {
  return {
    method,
    url: url.slice(0, 2_000),
    headers: Object.entries(headers).map(([name, value]) => ({ name, value: value.slice(0, 2_000) })),
  };
}

function imageTokens(dataUrl: string): number {
  const size = pixelSize(dataUrl);
  return size ? estimateImageTokens(size) : 0;
}

function promptPrice(receipt: Receipt | undefined): { currency: string; pico: bigint } | null {
  const { price, usage, startedMs } = receipt ?? {};
  if (!price || !usage || startedMs === undefined) return null;
  const pico = costOf({ ...usage, completionTokens: 0, reasoningTokens: 0 }, price, startedMs);
  return pico === null ? null : { currency: price.currency, pico };
}

const outcomes: Readonly<Record<Outcome, Sentence>> = {
  done: sentence('Answered'),
  stopped: sentence('Stopped'),
  cut: sentence('Cut off'),
  failed: sentence('Failed'),
  lost: sentence('Lost with its window'),
};

function facts(request: SentRequest, { say, locale, time, maskedBy }: SentViewPorts): RequestView['facts'] {
  const { receipt, traceId, status } = request;
  const count = (value: number): string => new Intl.NumberFormat(locale).format(value);
  const fact = (name: Sentence, value: string | undefined): RequestView['facts'] =>
    value === undefined || value === '' ? [] : [{ name: say(name), value: value.slice(0, 4_000) }];
  const usage = receipt?.usage;
  const masked = runViews(request.bodyText, maskedBy, null);
  return [
    ...fact(sentence('Sent'), time(request.atMs)),
    ...fact(sentence('For'), say(purposeWords[request.purpose])),
    ...fact(sentence('Model'), request.model),
    ...fact(sentence('Outcome'), receipt ? outcomeOf(receipt, status, say) : say(sentence('Under way'))),
    ...fact(
      sentence('Tokens'),
      usage
        ? say(
            usage.cachedTokens > 0
              ? sentence(
                  '{0} in ({1} from the cache), {2} out',
                  count(usage.promptTokens),
                  count(usage.cachedTokens),
                  count(usage.completionTokens),
                )
              : sentence('{0} in, {1} out', count(usage.promptTokens), count(usage.completionTokens)),
          )
        : undefined,
    ),
    ...fact(sentence('Cost'), receipt ? costWords(receipt, say, locale) : undefined),
    ...fact(sentence('Masked'), maskedWords(masked)),
    ...fact(sentence('Receipt'), receipt?.id),
    ...fact(sentence('Trace ID'), traceId),
  ];
}

function outcomeOf(receipt: Receipt, status: number | undefined, say: SentViewPorts['say']): string {
  const words = say(outcomes[receipt.outcome]);
  return status === undefined ? words : `${words} (HTTP ${status})`;
}

function costWords(receipt: Receipt, say: SentViewPorts['say'], locale: string): string {
  const { costPico, currency, state } = receipt;
  if (costPico === null || currency === null) return say(sentence('Price unknown'));
  const money = formatMoney({ currency, pico: costPico }, locale);
  return state === 'estimated' ? say(sentence('{0} (estimated)', `≈${money}`)) : money;
}

/** "github-token × 2, jwt × 1": each placeholder is counted as often as it stands there. */
export function maskedWords(runs: RequestView['pieces'][number]['runs']): string {
  const counts = new Map<string, number>();
  for (const run of runs)
    if (run.kind === 'masked' && run.passes !== 'once') counts.set(run.rule, (counts.get(run.rule) ?? 0) + 1);
  return [...counts].map(([rule, times]) => `${rule} × ${times}`).join(', ');
}
