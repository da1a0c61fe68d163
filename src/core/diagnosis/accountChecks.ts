// Site, key and models, judged: what the set-up lacks, what the platform says of the key, and which chosen models are gone.
import type { KeyState, SetupStage } from '../account/setup.ts';
import type { FimVerdict } from '../completion/probe.ts';
import { formWords } from '../completion/stateWords.ts';
import type { Result } from '../failure.ts';
import { failureAdvice } from '../failureSentences.ts';
import type { FailureContext } from '../failures/advice.ts';
import type { OfferedModel } from '../models/catalogue.ts';
import type { ModelFacts } from '../models/model.ts';
import { absenceWords } from '../models/successor.ts';
import { type Sentence, sentence } from '../sentence.ts';
import { type Fact, type Finding, fault, type Judged, ok, skipped, tookTooLong, warning } from './finding.ts';
import type { Timed } from './inTime.ts';

export interface KeyFacts {
  readonly stage: SetupStage;
  readonly state: KeyState;
  /** A custom site is chosen, but its address is not acceptable. */
  readonly isAddressBad: boolean;
  readonly from: 'secretStorage' | 'environment' | null;
  /** The shape that the platform's keys have. */
  readonly isUsual: boolean;
}

/** Whether there is a key; of the key itself not one character is told. */
export function judgeKeyFacts({ stage, state, isAddressBad, from, isUsual }: KeyFacts): Judged {
  if (isAddressBad)
    return fault(
      sentence('The address of the custom site cannot be used'),
      sentence('Correct it in the settings, or choose one of the SiliconFlow sites.'),
    );
  if (stage === 'site')
    return warning(
      sentence('No site is chosen yet.'),
      sentence('Run the command "SiliconFlow: Switch Site".'),
    );
  if (stage === 'notice')
    return warning(
      sentence('The notice on what is sent, and that it costs money, is not agreed to yet.'),
      sentence('Open the chat and agree to it there.'),
    );
  if (stage === 'ready')
    return ok(
      from === 'environment'
        ? sentence('Present (sk-••••), from the environment.')
        : sentence('Present (sk-••••), in the secret storage.'),
      ...(isUsual ? [] : [sentence('Its shape is not that of a SiliconFlow key.')]),
    );
  if (state === 'stale')
    return fault(
      sentence('The API key was changed in another window'),
      sentence('This window cannot see the change yet. Reload it to go on.'),
    );
  if (state === 'failed')
    return fault(
      sentence('The secret storage does not answer'),
      sentence('See what is said of the secret storage below.'),
    );
  return warning(
    sentence('There is no API key for this site.'),
    sentence('Run the command "SiliconFlow: Set API Key".'),
  );
}

/**
 * What the platform says of the key: `GET /models?sub_type=chat`, which costs nothing. null: there is no key to ask with.
 * `siteIsAway`: why the site cannot be asked is told elsewhere.
 */
export function judgeAccepted(
  context: FailureContext,
  list: Timed<Result<readonly string[]>> | null,
  siteIsAway = false,
): Judged {
  if (list === null) return skipped(sentence('There is no key to ask with.'));
  if (siteIsAway && !(list.kind === 'done' && list.value.ok))
    return skipped(sentence('The site could not be asked.'));
  if (list.kind !== 'done') return fault(tookTooLong, sentence('Check your network connection.'));
  if (!list.value.ok) {
    const { kind } = list.value.failure;
    const advice = failureAdvice(list.value.failure, context);
    return { verdict: kind === 'rateLimited' ? 'warning' : 'fault', words: advice.sentences };
  }
  return ok(sentence('The site accepts the key.'));
}

export function judgeList(list: Timed<Result<readonly string[]>> | null): Judged {
  if (list?.kind !== 'done' || !list.value.ok) return skipped(sentence('There is no list.'));
  const count = list.value.value.length;
  return count === 0
    ? warning(
        sentence('The list of models is empty.'),
        sentence('Usually the account may use no model yet. Look at its page on the site.'),
      )
    : ok(sentence('{0} chat models.', count));
}

/** A model that is chosen for something, as the live list and the catalogue know it. */
export interface ChosenModel {
  readonly use: Sentence;
  readonly model: OfferedModel;
  readonly successor: ModelFacts | null;
  /** Its id as a report may show it. */
  readonly shownId: string;
}

export function judgeModel({ use, model, successor, shownId }: ChosenModel): Finding {
  const absent = absenceWords({ ...model, facts: { ...model.facts, name: shownId } }, successor);
  if (absent !== null)
    return {
      what: use,
      verdict: 'fault',
      words: [absent],
      cure:
        successor === null
          ? sentence('Choose another model.')
          : sentence('Switch to {0} in the settings.', successor.id),
    };
  return model.presence === 'live'
    ? { what: use, ...ok(sentence('{0} is available.', shownId)) }
    : { what: use, ...skipped(sentence('{0}: no list to look it up in.', shownId)) };
}

/** How each model that was asked to fill a gap answers. */
export function formFacts(
  verdicts: readonly { readonly shownId: string; readonly verdict: FimVerdict | null }[],
): readonly Fact[] {
  return verdicts.map(({ shownId, verdict }) => ({ label: shownId, value: formWords(verdict) }));
}
