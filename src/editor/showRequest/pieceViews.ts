// Pieces of a request as the page shows them: bounded, with placeholders marked where they stand.
import type { KeptGrants, Placeholder } from '../../core/outgoing/letThrough.ts';
import { maskedRuns } from '../../core/outgoing/maskedRuns.ts';
import type { PieceRunView, RequestView } from '../../protocol/chatRequest.ts';
import type { AmountView } from '../../protocol/chatShapes.ts';

/** What is known of a placeholder that was handed out; undefined for any other word. */
export type MaskedBy = (
  placeholder: Placeholder,
) => { readonly rule: string; readonly mayPass: boolean } | undefined;

/** Of one stretch of text, this much is shown of its beginning and its end. */
const shownStart = 3_000;
const shownEnd = 1_000;
/** Stretches of one piece; a text of thousands of masked values is shown up to here. */
const mostRuns = 200;
/** The page gets no longer body than this; an editor shows the rest. */
const mostBody = 60_000;

/** `once`: what goes in clear with the next request. */
export function runViews(
  text: string,
  maskedBy: MaskedBy,
  once: ReadonlySet<Placeholder> | null,
): PieceRunView[] {
  const runs = maskedRuns(text, (word) => maskedBy(word) !== undefined);
  const views = runs.slice(0, mostRuns).flatMap((run): PieceRunView[] => {
    if (run.kind === 'text') return textRuns(run.text);
    const { placeholder } = run;
    const by = maskedBy(placeholder);
    const passes = !by?.mayPass || once === null ? 'never' : once.has(placeholder) ? 'once' : 'offered';
    return [{ kind: 'masked', placeholder, rule: (by?.rule ?? '').slice(0, 100), passes }];
  });
  const left = runs
    .slice(mostRuns)
    .reduce((sum, run) => sum + (run.kind === 'text' ? run.text : run.placeholder).length, 0);
  return left > 0 ? [...views, { kind: 'unseen', characters: left }] : views;
}

function textRuns(text: string): PieceRunView[] {
  const unseen = text.length - shownStart - shownEnd;
  if (unseen <= 0) return [{ kind: 'text', text }];
  return [
    { kind: 'text', text: text.slice(0, shownStart) },
    { kind: 'unseen', characters: unseen },
    { kind: 'text', text: text.slice(-shownEnd) },
  ];
}

/** What the person lets through for good, newest first. */
export function grantViews(grants: Pick<KeptGrants, 'list'>, locale: string): RequestView['grants'] {
  const when = new Intl.DateTimeFormat(locale, { dateStyle: 'medium' });
  return grants
    .list()
    .map(({ id, rule, sinceMs }) => ({ id, rule: rule.slice(0, 100), since: when.format(sinceMs) }));
}

/** `body`, how much of it the page does not get, and its size on the wire. */
export function bodyView(bodyText: string): Pick<RequestView, 'body' | 'unseenCharacters' | 'bodyBytes'> {
  return {
    body: bodyText.slice(0, mostBody),
    unseenCharacters: Math.max(0, bodyText.length - mostBody),
    bodyBytes: new TextEncoder().encode(bodyText).length,
  };
}

/** Of the whole prompt's price, the share of some of its tokens. */
export function shareOf(
  whole: { readonly currency: string; readonly pico: bigint } | null,
  tokens: number,
  ofTokens: number,
): { readonly cost?: AmountView } {
  if (whole === null) return {};
  const pico = (whole.pico * BigInt(Math.round(tokens))) / BigInt(Math.max(1, Math.round(ofTokens)));
  return { cost: { currency: whole.currency, pico: pico.toString() } };
}
