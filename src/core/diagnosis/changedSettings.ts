// Which settings differ from their defaults, told so that no host, user or text of the person's is named.
import type { Fact } from './finding.ts';

export interface SettingValue {
  readonly key: string;
  readonly value: unknown;
  readonly defaultValue: unknown;
  /** Values that are words of ours, and so can be shown. */
  readonly isChoice: boolean;
}

/** Names of models are public, unless they are a gateway's own. */
export type ShownModel = (id: string) => string;

/** One line for each that is set to something else than its default. */
export function changedSettings(settings: readonly SettingValue[], shownModel: ShownModel): readonly Fact[] {
  return settings
    .filter(
      ({ value, defaultValue }) =>
        value !== undefined && JSON.stringify(value) !== JSON.stringify(defaultValue),
    )
    .map((setting) => ({ label: setting.key, value: shown(setting, shownModel) }));
}

function shown({ key, value, isChoice }: SettingValue, shownModel: ShownModel): string {
  if (typeof value === 'boolean' || typeof value === 'number' || value === null) return String(value);
  if (typeof value === 'string') {
    if (isChoice) return value.slice(0, 40);
    if (/\.(?:model|visionModel)$/.test(key)) return shownModel(value);
    if (/^(?:|[A-Z]{3})$/.test(value)) return `"${value}"`;
    return `"…" × ${value.length}`;
  }
  if (Array.isArray(value)) return `[…] × ${value.length}`;
  if (typeof value !== 'object') return typeof value;
  const entries = Object.entries(value);
  const isPlain = entries.every(
    ([name, entry]) => /^[\w*+#.-]{1,30}$/.test(name) && /^(?:boolean|number)$/.test(typeof entry),
  );
  return isPlain && entries.length <= 20 ? JSON.stringify(value) : `{…} × ${entries.length}`;
}
