// The command that removes everything the extension keeps: one question that lists it, then all of it, then what is left.
import type { Result } from '../../core/failure.ts';
import { type Sentence, sentence } from '../../core/sentence.ts';
import { ledgerSentence } from '../../core/spend/ledgerTrouble.ts';
import type { Dialogs } from '../account/dialogs.ts';
import type { RemovedFiles } from './storedFiles.ts';

export interface Kept {
  readonly receipts: number;
  readonly records: number;
  readonly sessions: number;
  readonly facts: number;
}

export interface DeletionParts {
  readonly dialogs: Pick<Dialogs, 'confirm' | 'during' | 'tell'>;
  readonly count: (value: number) => string;
  readonly newMark: () => string;
  /** Null when no store could be opened: its file is then removed with the others. */
  readonly store: {
    inventory(): Promise<Result<Kept>>;
    /** Empties it; false when another window still held some of what was erased. */
    erase(mark: string): Promise<Result<boolean>>;
  } | null;
  /** All windows end their requests and forget; resolves to how many did not answer. */
  readonly letGo: (mark: string) => Promise<Result<number>>;
  readonly keys: {
    /** Names under which keys are kept. */
    names(): Promise<Result<readonly string[]>>;
    removeAll(): Promise<Result<void>>;
  };
  readonly files: {
    list(): Promise<readonly string[]>;
    remove(paths: readonly string[]): Promise<RemovedFiles>;
  };
}

/** True when something was deleted. */
export async function deleteAllData(parts: DeletionParts): Promise<boolean> {
  const { dialogs, store, keys, files, count } = parts;
  const [kept, names, paths] = await Promise.all([store?.inventory(), keys.names(), files.list()]);
  const listed = [
    ...(kept?.ok
      ? [
          sentence(
            'Receipts: {0}. Records of what was sent: {1}. Chats: {2}.',
            count(kept.value.receipts),
            count(kept.value.records),
            count(kept.value.sessions),
          ),
          sentence(
            'Consent, bills, learned figures and other remembered facts: {0}.',
            count(kept.value.facts),
          ),
        ]
      : [sentence('The store could not be read. What is in it is deleted uncounted.')]),
    names.ok
      ? sentence(
          'API keys of all sites: {0}. They stay valid until you revoke them at the site.',
          count(names.value.length),
        )
      : sentence('API keys of all sites. The secret storage does not answer just now.'),
    sentence('Log files and files that were set aside: {0}.', count(paths.length)),
    sentence(
      'Running requests of all windows are stopped first. Budgets count from zero afterwards. This cannot be undone: export the usage before if you may need it.',
    ),
    sentence(
      'What stays: your settings, code that was inserted into files, keys in environment variables, and what the site itself keeps.',
    ),
  ];
  const isSure = await dialogs.confirm(
    sentence('Delete everything that SiliconFlow keeps on this machine?'),
    listed,
    sentence('Delete Everything'),
  );
  if (!isSure) return false;
  const left = await dialogs.during(sentence('Deleting all data…'), () => erased(parts));
  void dialogs.tell(
    left.length === 0 ? 'info' : 'warning',
    left.length === 0
      ? [sentence('Everything was deleted.')]
      : [sentence('Deleted, but not all of it.'), ...left],
  );
  return true;
}

/** What could not be deleted, in words. Each step is tried whatever became of those before it. */
async function erased({ store, letGo, keys, files, newMark }: DeletionParts): Promise<readonly Sentence[]> {
  const mark = newMark();
  const left: Sentence[] = [];
  const silent = await letGo(mark);
  if (silent.ok && silent.value > 0)
    left.push(
      sentence(
        'Other windows that did not answer: {0}. If one is still open, reload it and delete once more.',
        silent.value,
      ),
    );
  const removed = await keys.removeAll();
  if (!removed.ok)
    left.push(sentence('The secret storage did not delete the API keys. Remove them with "Remove API Key".'));
  // Removing keys counts generations in the store: it is emptied after them.
  const emptied = await store?.erase(mark);
  if (emptied?.ok === false) left.push(ledgerSentence(emptied.failure));
  if (emptied?.ok && !emptied.value)
    left.push(
      sentence('Another window was reading the store: traces stay in its file until all windows are closed.'),
    );
  const { left: names } = await files.remove(await files.list());
  if (names.length > 0) left.push(sentence('These files are in use: {0}.', names.slice(0, 5).join(', ')));
  return left;
}
