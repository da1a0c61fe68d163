// The conversation around one key: typed, checked, kept, or what to do instead. What was typed lives only in this call.

import { cleanKey, judgeKey } from '../../core/account/keyShape.ts';
import { keyVerdict } from '../../core/account/keyVerdict.ts';
import type { Place } from '../../core/account/place.ts';
import type { Failure, Result } from '../../core/failure.ts';
import { failureAdvice } from '../../core/failureSentences.ts';
import type { FailureContext } from '../../core/failures/advice.ts';
import { sentence } from '../../core/sentence.ts';
import type { Dialogs } from './dialogs.ts';

export interface KeyEntryParts {
  readonly dialogs: Dialogs;
  verify(place: Place, key: string, signal: AbortSignal): Promise<Result<{ readonly models: number }>>;
  store(place: Place, key: string): Promise<Result<void>>;
}

/** `place` is where the key was kept: the other site, when the person said that it belongs there. */
export type KeyEntryEnd =
  | { readonly kind: 'kept'; readonly place: Place; readonly caveat: Failure | null }
  | { readonly kind: 'given up'; readonly failure: Failure | null };

/**
 * Asks until a key is kept or the person gives up. The key goes to `place` alone; to `other` only after the person has
 * said that it is a key of that site, its host named.
 */
export async function enterKey(
  place: Place,
  other: Place | null,
  parts: KeyEntryParts,
): Promise<KeyEntryEnd> {
  let typed = '';
  let failure: Failure | null = null;
  for (;;) {
    const answer = await askForKey(place, typed, parts.dialogs);
    if (answer === undefined) return { kind: 'given up', failure };
    typed = answer;
    const end = await tryKey(place, other, cleanKey(typed), parts);
    if (end.kind !== 'again') return end;
    failure = end.failure;
  }
}

function askForKey(place: Place, value: string, dialogs: Dialogs): Promise<string | undefined> {
  return dialogs.ask({
    title: sentence('API key for {0}', place.name),
    prompt: sentence("It is kept in the editor's secret storage and sent to {0} only.", place.host),
    value,
    secret: true,
    judge: (text) => {
      const remark = judgeKey(cleanKey(text));
      if (remark === null || (remark.kind === 'unusual' && place.site === 'custom')) return null;
      return { message: remark.why, blocks: remark.kind === 'impossible' };
    },
  });
}

type Attempt = KeyEntryEnd | { readonly kind: 'again'; readonly failure: Failure | null };

/** One key at one place, with the questions that follow from the verdict. */
async function tryKey(
  place: Place,
  other: Place | null,
  key: string,
  parts: KeyEntryParts,
): Promise<Attempt> {
  const { dialogs } = parts;
  for (;;) {
    let cancelled = false;
    const checked = await dialogs.during(
      sentence('Checking the key with {0}…', place.host),
      async (signal) => {
        const result = await parts.verify(place, key, signal);
        cancelled = signal.aborted;
        return result;
      },
    );
    if (cancelled) return { kind: 'again', failure: null };
    if (checked.ok) return keep(place, key, null, parts, checked.value.models);
    const { failure } = checked;
    const verdict = keyVerdict(failure, place.site === 'custom');
    if (verdict === 'right') return keep(place, key, failure, parts);

    const [what, advice] = failureAdvice(failure, keyCheckContext(place)).sentences;
    const next = await dialogs.choose<'edit' | 'other' | 'again' | 'anyway'>(
      what ?? sentence('The key could not be checked.'),
      advice ?? sentence('What now?'),
      verdict === 'wrong'
        ? [
            { id: 'edit', label: sentence('Correct the key') },
            ...(other === null
              ? []
              : [
                  {
                    id: 'other' as const,
                    label: sentence('It is a key of {0}', other.name),
                    detail: sentence('This checks it there: the key is sent to {0}.', other.host),
                  },
                ]),
          ]
        : [
            { id: 'again', label: sentence('Check again') },
            { id: 'edit', label: sentence('Correct the key') },
            {
              id: 'anyway',
              label: sentence('Save it unchecked'),
              detail: sentence('The first question will show whether it works.'),
            },
          ],
    );
    switch (next) {
      case 'again':
        continue;
      case 'edit':
        return { kind: 'again', failure };
      case 'anyway':
        return keep(place, key, failure, parts);
      case 'other':
        return other === null ? { kind: 'given up', failure } : tryKey(other, null, key, parts);
      case undefined:
        return { kind: 'given up', failure };
    }
  }
}

async function keep(
  place: Place,
  key: string,
  caveat: Failure | null,
  parts: KeyEntryParts,
  models?: number,
): Promise<KeyEntryEnd> {
  const stored = await parts.store(place, key);
  if (!stored.ok) {
    return { kind: 'given up', failure: stored.failure };
  }
  if (models !== undefined) {
    // Not awaited: the notice stays until the person closes it, and nothing depends on that.
    void parts.dialogs.tell(models === 0 ? 'warning' : 'info', [
      models === 0
        ? sentence('{0} accepts the key, but offers it no chat model.', place.name)
        : models === 1
          ? sentence('{0} accepts the key: 1 chat model is available.', place.name)
          : sentence('{0} accepts the key: {1} chat models are available.', place.name, models),
    ]);
  }
  return { kind: 'kept', place, caveat };
}

/** What a key check knows of the place, for the words of its failure. */
export function keyCheckContext(place: Place): FailureContext {
  return {
    during: 'keyCheck',
    place: place.name,
    host: place.host,
    custom: place.site === 'custom',
    links: place.links,
  };
}
