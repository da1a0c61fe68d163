// What the editor's processes look up and connect to, as `recordLookups.cjs` writes it down from inside them.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as v from 'valibot';

const recorder = join(import.meta.dirname, 'recordLookups.cjs');

const entry = v.object({
  kind: v.picklist(['lookup', 'connection']),
  /** A host name, or `host:port`. */
  name: v.string(),
  /** Where extensions run; the server itself asks for extensions, for one. */
  isExtensionHost: v.boolean(),
});
type Entry = v.InferOutput<typeof entry>;

export class Lookups {
  readonly #file: string;

  constructor(folder: string) {
    this.#file = join(folder, 'lookups.jsonl');
  }

  /** For the editor that is to be watched. */
  get env(): Readonly<Record<string, string>> {
    return { NODE_OPTIONS: `--require=${recorder}`, SILICONFLOW_TEST_LOOKUPS: this.#file };
  }

  /** Host names, of all processes. */
  names(): readonly string[] {
    return this.#of('lookup', () => true);
  }

  namesInExtensions(): readonly string[] {
    return this.#of('lookup', ({ isExtensionHost }) => isExtensionHost);
  }

  /** `host:port` each. */
  connectionsOfExtensions(): readonly string[] {
    return this.#of('connection', ({ isExtensionHost }) => isExtensionHost);
  }

  #of(kind: Entry['kind'], isMeant: (entry: Entry) => boolean): readonly string[] {
    const lines = existsSync(this.#file) ? readFileSync(this.#file, 'utf8').trimEnd().split('\n') : [];
    const entries = lines.map((line) => v.parse(entry, JSON.parse(line)));
    const meant = entries.filter((one) => one.kind === kind && isMeant(one));
    return [...new Set(meant.map(({ name }) => name))];
  }
}
