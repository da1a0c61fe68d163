// A key found in a settings file is offered once to be moved into the secret storage. Nothing happens without a yes.
import { type FoundKey, keysInSettings } from '../../core/account/keysInSettings.ts';
import { maskedKey } from '../../core/account/maskedKey.ts';
import type { Memory } from '../../core/account/memory.ts';
import type { Place } from '../../core/account/place.ts';
import type { Result } from '../../core/failure.ts';
import { type Sentence, sentence } from '../../core/sentence.ts';
import { fingerprint } from './fingerprint.ts';
import type { KeyReading } from './keys.ts';

/** Whose file a value stands in. A workspace's comes from whoever wrote the repository. */
export type SettingsLayer = 'user' | 'workspace';

/** The settings files behind VS Code's configuration. */
export interface SettingsFiles {
  /** What each layer says, all settings as one tree. */
  layers(): readonly { readonly layer: SettingsLayer; readonly tree: unknown }[];
  /** Takes an entry out; false when the file still has it. */
  remove(layer: SettingsLayer, found: FoundKey): Promise<boolean>;
  /** Opens the file for the person. */
  open(layer: SettingsLayer): Promise<void>;
}

export interface MoveParts {
  readonly files: SettingsFiles;
  readonly memory: Pick<Memory, 'get' | 'set'>;
  readonly place: () => Place | null;
  readonly keys: {
    read(place: Place): Promise<Result<KeyReading>>;
    store(place: Place, key: string): Promise<Result<void>>;
  };
  /** A quiet notice in the corner; the label that was clicked, or undefined. */
  readonly offer: (words: Sentence, labels: readonly Sentence[]) => Promise<Sentence | undefined>;
  readonly onMoved: () => Promise<void>;
}

const move = sentence('Move to Secret Storage');
const takeOut = sentence('Remove from Settings');
const open = sentence('Open Settings File');

/** Offers what was not offered before, one key at a time, and only once a site is chosen. */
export async function offerToMoveKeys(parts: MoveParts): Promise<void> {
  const { files, memory, place } = parts;
  if (place() === null) return;
  for (const { layer, tree } of files.layers()) {
    for (const found of keysInSettings(tree)) {
      const asked = `settingsKey.${fingerprint(found.key)}`;
      if (memory.get(asked) !== undefined) continue;
      await memory.set(asked, 'asked').catch(() => undefined);
      await offerOne(parts, layer, found);
    }
  }
}

async function offerOne(parts: MoveParts, layer: SettingsLayer, found: FoundKey): Promise<void> {
  const { files, keys, offer } = parts;
  const place = parts.place();
  if (place === null) return;
  const reading = await keys.read(place);
  const isKept = reading.ok && reading.value.kind === 'key';
  // Another key is in use: which one holds is not for a settings file to say.
  const answer = isKept ? takeOut : move;
  const name = found.path.join('.');
  const words =
    layer === 'workspace'
      ? sentence(
          'The settings file of this workspace holds an API key ({0}, {1}). Whoever has the folder can read it.',
          maskedKey(found.key),
          name,
        )
      : sentence(
          'Your settings file holds an API key ({0}, {1}). Other extensions and settings sync can read it.',
          maskedKey(found.key),
          name,
        );
  const picked = await offer(words, [answer, open]);
  if (picked === open) return files.open(layer);
  if (picked !== answer) return;
  if (!isKept) {
    const stored = await keys.store(place, found.key);
    if (!stored.ok) {
      await offer(sentence('The secret storage did not take the key, so it stays in the settings file.'), []);
      return;
    }
    await parts.onMoved();
  }
  const isGone = await files.remove(layer, found);
  const end = isGone
    ? isKept
      ? sentence('The key was removed from the settings file.')
      : sentence('The key was moved. It is used for {0} from now on.', place.name)
    : sentence('The key could not be taken out of the settings file. Delete it there: {0}.', name);
  if ((await offer(end, isGone ? [] : [open])) === open) await files.open(layer);
}
