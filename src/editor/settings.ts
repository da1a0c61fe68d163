// Every setting, read once and typed. Garbage becomes the default and a remark in words, never a throw; what a
// workspace says is not even looked at.
import * as v from 'valibot';
import type { Economy } from '../core/completion/settings.ts';
import type { SiteId } from '../core/models/model.ts';
import { type Overrides, parseOverrides } from '../core/models/overrides.ts';
import { type PersonalDataKind, personalDataKinds } from '../core/outgoing/personalData.ts';
import { type Sentence, sentence } from '../core/sentence.ts';
import { parseAmounts } from '../core/spend/budgetSettings.ts';
import type { Currency, Pico } from '../core/spend/money.ts';
import { defaultPerMinute } from '../core/spend/perMinute.ts';
import { settings as keys } from '../ids.ts';

export interface Settings {
  /** null: not chosen yet. */
  readonly site: SiteId | null;
  readonly customBaseUrl: string;
  /** null: only tokens are counted. */
  readonly customCurrency: string | null;
  readonly chat: {
    /** null: the site's default. */
    readonly model: string | null;
    readonly visionModel: string | null;
    readonly thinking: 'auto' | 'on' | 'off';
    readonly thinkingBudgetTokens: number;
    /** null: not sent, the model's own default holds. */
    readonly temperature: number | null;
    readonly topP: number | null;
    readonly maxTokens: number;
    readonly systemPrompt: string;
  };
  readonly completion: {
    /** By language id; `*` stands for all others. */
    readonly enabled: Readonly<Record<string, boolean>>;
    readonly trigger: 'auto' | 'manual';
    /** null: the site's default. */
    readonly model: string | null;
    readonly maxLines: number;
    readonly minimumDelayMs: number;
    readonly economy: Economy;
    /** Silent by itself inside comments and strings. */
    readonly quietInProse: boolean;
  };
  readonly budget: {
    readonly daily: ReadonlyMap<Currency, Pico>;
    readonly monthly: ReadonlyMap<Currency, Pico>;
    readonly completionDaily: ReadonlyMap<Currency, Pico>;
    readonly perMinute: ReadonlyMap<Currency, Pico>;
    readonly warnAtPercent: number;
    readonly onLimit: 'ask' | 'stop';
    /** While nothing can be booked. */
    readonly onLedgerTrouble: 'stop' | 'goOn';
    /** A message that may cost more is sent only after a click; a currency without an entry never asks. */
    readonly confirmAbove: ReadonlyMap<Currency, Pico>;
  };
  readonly action: {
    /** null: the chat's model. */
    readonly model: string | null;
  };
  readonly commit: {
    /** null: the chat's model. */
    readonly model: string | null;
    /** BCP 47 tag; null: the editor's language. */
    readonly language: string | null;
  };
  readonly models: Overrides['byId'];
  readonly privacy: {
    readonly secrets: 'mask' | 'block' | 'off';
    readonly exclude: readonly string[];
    readonly ignoreFile: string;
    readonly useGitignore: boolean;
    readonly personalData: readonly PersonalDataKind[];
    /** How long it is remembered what was sent where; 0: not at all. */
    readonly recordDays: number;
    /** 0: never. */
    readonly keyReminderDays: number;
    readonly markGenerated: 'off' | 'comment';
    readonly commitTrailer: boolean;
  };
}

/** What is used of a `vscode.WorkspaceConfiguration` taken without a section. */
export interface ConfigurationSource {
  inspect(key: string): InspectedValue | undefined;
}

/** All layers of a value. Only the person's own is read: a folder must not redirect requests or loosen privacy (design, invariant 7). */
export interface InspectedValue {
  readonly globalValue?: unknown;
  readonly workspaceValue?: unknown;
  readonly workspaceFolderValue?: unknown;
}

/** What is wrong with a setting, in words. */
export interface SettingRemark {
  readonly key: string;
  readonly words: Sentence;
}

export interface SettingsReading {
  readonly settings: Settings;
  /** One for each value that could not be used. */
  readonly remarks: readonly SettingRemark[];
}

const optionalText = v.pipe(
  v.string(),
  v.trim(),
  v.maxLength(200),
  v.transform((text) => (text === '' ? null : text)),
);
const count = (least: number, most: number) =>
  v.pipe(v.number(), v.integer(), v.minValue(least), v.maxValue(most));

const languageTag = v.pipe(
  v.string(),
  v.trim(),
  v.regex(/^(auto|[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3})?$/),
  v.transform((tag) => (tag === '' || tag === 'auto' ? null : tag)),
);
const glob = v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(1_000));
/** A name inside a folder: the guard looks for it in every folder, so it must not lead out of one. */
const fileName = v.pipe(v.string(), v.trim(), v.regex(/^[^/\\:*?"<>|]{1,100}$/), v.notValue('..'));

/** Reads all settings. */
export function readSettings(source: ConfigurationSource): SettingsReading {
  const remarks: SettingRemark[] = [];
  const remark = (key: string, words: Sentence): void => void remarks.push({ key, words });

  function read<T>(key: string, schema: v.GenericSchema<unknown, T>, fallback: T): T {
    const value = userValue(key);
    if (value === undefined || value === null) return fallback;
    const parsed = v.safeParse(schema, value);
    if (parsed.success) return parsed.output;
    remark(
      key,
      sentence('The value of the setting {0} is not valid, so its default is used: {1}', key, excerpt(value)),
    );
    return fallback;
  }

  function userValue(key: string): unknown {
    try {
      return source.inspect(key)?.globalValue;
    } catch {
      remark(key, sentence('The setting {0} could not be read, so its default is used.', key));
      return undefined;
    }
  }

  /** Keeps the good patterns of a list, so that one slip does not undo the rest. */
  function readEntries<T extends string>(key: string, schema: v.GenericSchema<unknown, T>): readonly T[] {
    return read(key, v.array(v.unknown()), []).flatMap((value) => {
      const parsed = v.safeParse(schema, value);
      if (parsed.success) return [parsed.output];
      remark(
        key,
        sentence('An entry of the setting {0} is not valid and is ignored: {1}', key, excerpt(value)),
      );
      return [];
    });
  }

  /** An amount that cannot be used sets no limit, and the person is told: they believe to have one. */
  function readAmounts(key: string, defaults?: ReadonlyMap<Currency, Pico>): ReadonlyMap<Currency, Pico> {
    const { byCurrency, problems } = parseAmounts(key, userValue(key), defaults);
    for (const problem of problems) remark(key, problem);
    return byCurrency;
  }

  const overrides = parseOverrides(userValue(keys.models));
  for (const problem of overrides.problems) remark(keys.models, problem);
  const settings: Settings = {
    site: read<SiteId | null>(
      keys.site,
      v.pipe(
        v.picklist(['', 'cn', 'global', 'custom']),
        v.transform((site) => (site === '' ? null : site)),
      ),
      null,
    ),
    customBaseUrl: read(keys.customBaseUrl, v.pipe(v.string(), v.trim(), v.maxLength(2_000)), ''),
    customCurrency: read(
      keys.customCurrency,
      v.pipe(
        v.string(),
        v.trim(),
        v.regex(/^([A-Z]{3})?$/),
        v.transform((code) => (code === '' ? null : code)),
      ),
      null,
    ),
    chat: {
      model: read(keys.chatModel, optionalText, null),
      visionModel: read(keys.chatVisionModel, optionalText, null),
      thinking: read(keys.chatThinking, v.picklist(['auto', 'on', 'off']), 'auto'),
      thinkingBudgetTokens: read(keys.chatThinkingBudget, count(128, 32_768), 4_096),
      temperature: read<number | null>(
        keys.chatTemperature,
        v.pipe(v.number(), v.minValue(0), v.maxValue(2)),
        null,
      ),
      topP: read<number | null>(keys.chatTopP, v.pipe(v.number(), v.gtValue(0), v.maxValue(1)), null),
      maxTokens: read(keys.chatMaxTokens, count(16, 1_000_000), 8_192),
      systemPrompt: read(keys.chatSystemPrompt, v.pipe(v.string(), v.maxLength(100_000)), ''),
    },
    completion: {
      enabled: read(keys.completionEnabled, v.record(v.string(), v.boolean()), { '*': false }),
      trigger: read(keys.completionTrigger, v.picklist(['auto', 'manual']), 'auto'),
      model: read(keys.completionModel, optionalText, null),
      maxLines: read(keys.completionMaxLines, count(1, 50), 10),
      minimumDelayMs: read(keys.completionMinimumDelayMs, count(0, 5_000), 0),
      economy: read(keys.completionEconomy, v.picklist(['thrifty', 'balanced', 'generous']), 'balanced'),
      quietInProse: read(keys.completionQuietInProse, v.boolean(), false),
    },
    budget: {
      daily: readAmounts(keys.budgetDaily),
      monthly: readAmounts(keys.budgetMonthly),
      completionDaily: readAmounts(keys.budgetCompletionDaily),
      perMinute: readAmounts(keys.budgetPerMinute, defaultPerMinute),
      warnAtPercent: read(keys.budgetWarnAtPercent, count(1, 100), 80),
      onLimit: read(keys.budgetOnLimit, v.picklist(['ask', 'stop']), 'ask'),
      onLedgerTrouble: read(keys.budgetOnLedgerTrouble, v.picklist(['stop', 'goOn']), 'stop'),
      confirmAbove: readAmounts(keys.budgetConfirmAbove),
    },
    action: { model: read(keys.actionModel, optionalText, null) },
    commit: {
      model: read(keys.commitModel, optionalText, null),
      language: read(keys.commitLanguage, languageTag, null),
    },
    models: overrides.byId,
    privacy: {
      secrets: read(keys.privacySecrets, v.picklist(['mask', 'block', 'off']), 'mask'),
      exclude: readEntries(keys.privacyExclude, glob),
      ignoreFile: read(keys.privacyIgnoreFile, fileName, '.siliconflowignore'),
      useGitignore: read(keys.privacyUseGitignore, v.boolean(), false),
      personalData: [...new Set(readEntries(keys.privacyPersonalData, v.picklist(personalDataKinds)))],
      recordDays: read(keys.privacyRecordDays, count(0, 3_650), 90),
      keyReminderDays: read(keys.privacyKeyReminderDays, count(0, 3_650), 90),
      markGenerated: read(keys.privacyMarkGenerated, v.picklist(['off', 'comment']), 'off'),
      commitTrailer: read(keys.privacyCommitTrailer, v.boolean(), false),
    },
  };
  return { settings, remarks };
}

/** A value as JSON for a remark: cut, and without a key that was put into settings by mistake. */
function excerpt(value: unknown): string {
  let text: string;
  try {
    text = JSON.stringify(value) ?? String(value);
  } catch {
    text = typeof value;
  }
  text = text.replace(/sk-[A-Za-z0-9_-]{6,}/g, 'sk-…');
  return text.length > 80 ? `${text.slice(0, 80)}…` : text;
}

/** Two readings are the same when their texts are. */
function asText(settings: Settings): string {
  const amounts = (map: ReadonlyMap<Currency, Pico>): string[] =>
    [...map].map(([code, pico]) => `${code} ${pico}`);
  const { daily, monthly, completionDaily, perMinute, confirmAbove, ...budget } = settings.budget;
  return JSON.stringify({
    ...settings,
    budget: {
      ...budget,
      daily: amounts(daily),
      monthly: amounts(monthly),
      completionDaily: amounts(completionDaily),
      perMinute: amounts(perMinute),
      confirmAbove: amounts(confirmAbove),
    },
    models: [...settings.models],
  });
}

/** Settings as they are now, with a change event, and each remark given once while this window lives. */
export class LiveSettings {
  readonly #source: ConfigurationSource;
  readonly #remark: (remark: SettingRemark) => void;
  readonly #listeners = new Set<() => void>();
  readonly #given = new Set<string>();
  #unusable: ReadonlySet<string> = new Set();
  #current: Settings;

  constructor(source: ConfigurationSource, remark: (remark: SettingRemark) => void) {
    this.#source = source;
    this.#remark = remark;
    this.#current = this.#read();
  }

  get current(): Settings {
    return this.#current;
  }

  /** Called by the adapter when the editor reports a change of configuration. */
  reload(): void {
    const before = asText(this.#current) + [...this.#unusable].join();
    this.#current = this.#read();
    if (asText(this.#current) + [...this.#unusable].join() === before) return;
    for (const listener of [...this.#listeners]) listener();
  }

  onDidChange(listener: () => void): { dispose(): void } {
    this.#listeners.add(listener);
    return { dispose: () => void this.#listeners.delete(listener) };
  }

  /** Whether the last reading could not use the value of this setting. */
  isUnusable(key: string): boolean {
    return this.#unusable.has(key);
  }

  #read(): Settings {
    const { settings, remarks } = readSettings(this.#source);
    this.#unusable = new Set(remarks.map((remark) => remark.key));
    for (const remark of remarks) {
      const identity = JSON.stringify(remark);
      if (this.#given.has(identity)) continue;
      this.#given.add(identity);
      this.#remark(remark);
    }
    return settings;
  }
}
