// The machine and the editor, judged: the store and its disk, the secret storage, other extensions, and trust.
import type { Failure, Result } from '../failure.ts';
import { sentence } from '../sentence.ts';
import { ledgerCauseOf, ledgerSentence } from '../spend/ledgerTrouble.ts';
import { type Fact, fault, type Judged, ok, skipped, tookTooLong, warning } from './finding.ts';
import type { Timed } from './inTime.ts';

export interface StoreLook {
  /** Why the store could not be opened. */
  readonly failure: Failure | null;
  readonly wasSetAside: boolean;
  /** The long look at the file; null without a file. */
  readonly check: Timed<Result<{ readonly damage: readonly string[]; readonly sumsAgree: boolean }>> | null;
}

export function judgeStore({ failure, wasSetAside, check }: StoreLook): Judged {
  if (failure !== null) {
    // What the file system says names paths.
    const cause = ledgerCauseOf(failure) === 'unreadable' ? { ...failure, detail: '' } : failure;
    return fault(ledgerSentence(cause), sentence('Reload this window; without the store nothing is sent.'));
  }
  if (check === null || check.kind === 'broken' || (check.kind === 'done' && !check.value.ok))
    return skipped(sentence('The file could not be checked.'));
  if (check.kind === 'late')
    return skipped(sentence('The file is large, and its check was not over within {0} seconds.', 5));
  const report = check.value.ok ? check.value.value : null;
  if (report !== null && report.damage.length > 0)
    return fault(
      sentence('The file with receipts and conversations is damaged.'),
      sentence('Reload this window: a damaged file is set aside and a new one started.'),
    );
  if (report !== null && !report.sumsAgree)
    return warning(
      sentence('The sums of the spend do not agree with the receipts.'),
      sentence('They are counted anew at the next check, a few seconds after a window is opened.'),
    );
  return wasSetAside
    ? warning(
        sentence('The file was damaged, set aside, and a new one started.'),
        sentence('The old one is kept beside it under a dated name.'),
      )
    : ok(sentence('The file is whole, and its sums agree with the receipts.'));
}

const tightBytes = 200 * 1024 * 1024;
const fullBytes = 20 * 1024 * 1024;

/** `freeBytes` null: the system does not tell. */
export function judgeDisk(freeBytes: number | null): Judged {
  if (freeBytes === null) return skipped(sentence('The system does not tell.'));
  const words = sentence('{0} free.', sizeText(freeBytes));
  if (freeBytes >= tightBytes) return ok(words);
  const cure = sentence('Free some space: without it no request can be booked, so none is sent.');
  return freeBytes < fullBytes ? fault(words, cure) : warning(words, cure);
}

/** In the unit that reads best; units are the same in every language. */
export function sizeText(bytes: number): string {
  if (bytes < 1_000_000) return `${Math.ceil(bytes / 1_000)} kB`;
  return bytes < 1_000_000_000
    ? `${(bytes / 1_000_000).toFixed(1)} MB`
    : `${(bytes / 1_000_000_000).toFixed(1)} GB`;
}

/** Written, read back, removed. `done` with false: it came back changed. */
export function judgeSecretStorage(trip: Timed<boolean>): Judged {
  if (trip.kind === 'done' && trip.value)
    return ok(sentence('A test value was kept, read back and removed.'));
  const cure = sentence(
    'On Linux, install and unlock a keyring (gnome-keyring or KWallet); elsewhere restart the editor.',
  );
  if (trip.kind === 'late') return fault(tookTooLong, cure);
  return fault(
    trip.kind === 'done'
      ? sentence('It does not give back what it was given.')
      : sentence('It refuses to keep a value.'),
    cure,
  );
}

/** An extension that offers inline suggestions of its own, by its manifest or because it is known to. */
export interface RivalExtension {
  readonly id: string;
  readonly isActive: boolean;
}

export interface InlineFacts {
  readonly rivals: readonly RivalExtension[];
  /** `editor.inlineSuggest.enabled`. */
  readonly isShown: boolean;
  /** Ghost text of ours is on for some language. */
  readonly isOn: boolean;
}

export function judgeInline({ rivals, isShown, isOn }: InlineFacts): Judged {
  const names = rivals.map(({ id }) => id).join(', ');
  if (isOn && !isShown)
    return fault(
      sentence('The editor shows no inline suggestions: {0} is off.', 'editor.inlineSuggest.enabled'),
      sentence('Turn {0} on in the settings.', 'editor.inlineSuggest.enabled'),
    );
  if (rivals.length === 0) return ok(sentence('No other extension is known to offer any.'));
  const words = sentence('Offered by other extensions, too: {0}.', names);
  if (!isOn) return ok(words, sentence('Ghost text of this extension is off.'));
  return warning(
    words,
    sentence(
      'The editor shows the one that comes first. Turn off inline suggestions in all but one of them.',
    ),
  );
}

export function judgeTrust(isTrusted: boolean): Judged {
  return isTrusted
    ? ok(sentence('The workspace is trusted.'))
    : warning(
        sentence('Restricted mode: no ghost text, and the chat does not read the workspace.'),
        sentence('Trust the workspace if you know where it comes from.'),
      );
}

export interface PastFailure {
  /** UTC ms. */
  readonly atMs: number;
  readonly purpose: string;
  readonly kind: string;
  readonly traceId?: string;
}

/** Kinds and ids alone: what the other side said stays here. */
export function failureFacts(failures: readonly PastFailure[]): readonly Fact[] {
  return failures.map(({ atMs, purpose, kind, traceId }) => ({
    label: new Date(atMs).toISOString().slice(0, 19).concat('Z'),
    value: [purpose, kind, ...(traceId === undefined ? [] : [traceId])].join(' · '),
  }));
}
