// A machine that is in order, so that a test of the diagnosis breaks one thing: real probes, a real client, the one gate.
import { readFileSync } from 'node:fs';
import { customPlace, type Place } from '../../../../src/core/account/place.ts';
import type { Finding, Section } from '../../../../src/core/diagnosis/finding.ts';
import { factsOf } from '../../../../src/core/models/catalogue.ts';
import { createVault } from '../../../../src/core/outgoing/vault.ts';
import { type Sentence, sentence } from '../../../../src/core/sentence.ts';
import { machineClock } from '../../../../src/editor/clock.ts';
import { diagnose } from '../../../../src/editor/diagnose/diagnosis.ts';
import type { DiagnosisPorts } from '../../../../src/editor/diagnose/diagnosisPorts.ts';
import { probeStream } from '../../../../src/editor/diagnose/streamProbe.ts';
import { Arrears } from '../../../../src/editor/requests/arrears.ts';
import { habitShelf } from '../../../../src/editor/requests/habitShelf.ts';
import { startRequests } from '../../../../src/editor/requests/startRequests.ts';
import { UsageHabits } from '../../../../src/editor/requests/usageHabits.ts';
import { WindowGuard } from '../../../../src/editor/requests/windowGuard.ts';
import { windowMemory } from '../../../../src/editor/windowMemory.ts';
import * as wire from '../../../../src/siliconflow/client.ts';
import type { Store } from '../../../../src/store/openStore.ts';
import { KEYS } from '../../../sandbox/keys.ts';
import { inEnglish } from '../../core/diagnosis/english.ts';
import { clientOf } from '../../siliconflow/rawServer.ts';

export const chatModel = 'deepseek-ai/DeepSeek-V3.2';

const bundle: Readonly<Record<string, string>> = JSON.parse(
  readFileSync('l10n/bundle.l10n.zh-cn.json', 'utf8'),
);

/** As the editor says it in Chinese; an untranslated sentence fails the test. */
export function inChinese({ text, args = [] }: Sentence): string {
  const translated = bundle[text];
  if (translated === undefined) throw new Error(`not translated: ${text}`);
  return inEnglish({ text: translated, args });
}

export function placeAt(baseUrl: string): Place {
  const result = customPlace(baseUrl, 'CNY');
  if (!result.ok) throw new Error(inEnglish(result.why));
  return result.place;
}

/** Ports of a set-up that is complete. */
export function portsAt(baseUrl: string, more: Partial<DiagnosisPorts> = {}): DiagnosisPorts {
  const key = more.key === undefined ? { text: KEYS.cn, from: 'secretStorage' as const } : more.key;
  return {
    clock: machineClock,
    wire: async () => wire,
    userAgent: 'test/1.0',
    proxy: { proxy: '', support: 'override', noProxy: [], environment: {} },
    place: placeAt(baseUrl),
    isAddressBad: false,
    stage: 'ready',
    keyState: 'present',
    key,
    client: async () => ({
      ok: true,
      value: clientOf({ baseUrl }, { apiKey: key?.text ?? '', clock: machineClock }).client,
    }),
    chosen: [{ use: sentence('Chat'), id: chatModel }],
    formOf: () => null,
    stream: null,
    store: { failure: null, wasSetAside: false, facts: [], pastFailures: [] },
    checkStore: async () => ({ ok: true, value: { damage: [], sumsAgree: true } }),
    storeBytes: async () => 40_960,
    freeBytes: async () => 40e9,
    secretTrip: async () => true,
    inline: { rivals: [], isShown: true, isOn: false },
    isTrusted: true,
    settings: [],
    editorFacts: [],
    ...more,
  };
}

/** Sends the test of streaming through the gate, onto a receipt in the store. */
export function streamThrough(store: Store, baseUrl: string): NonNullable<DiagnosisPorts['stream']> {
  const memory = windowMemory();
  const { client } = clientOf({ baseUrl }, { apiKey: KEYS.cn, clock: machineClock });
  const requests = startRequests({
    ...{ clock: machineClock, memory, windowId: 'w1' },
    random: { next: () => 0.5, id: () => `r${performance.now()}` },
    ledger: store.ledger,
    arrears: new Arrears(memory),
    habits: new UsageHabits(
      habitShelf(store.memory, (listener) => store.onDidChange(listener)),
      machineClock,
    ),
    guard: new WindowGuard(createVault('ABCDEF12')),
    limits: () => ({}),
    client: async () => ({ ok: true, value: client }),
    onRunning: () => undefined,
  });
  const model = factsOf('cn', chatModel, 'CNY');
  return (signal) =>
    probeStream((request, over) => requests.perform(request, over), model, machineClock, signal);
}

export const never = new AbortController().signal;

export async function sectionsOf(ports: DiagnosisPorts): Promise<readonly Section[]> {
  return diagnose(ports, never);
}

/** The finding of this heading. */
export async function findingOf(ports: DiagnosisPorts, what: string): Promise<Finding> {
  const found = (await sectionsOf(ports))
    .flatMap(({ findings }) => findings)
    .find((one) => one.what.text === what);
  if (found === undefined) throw new Error(`nothing was found about ${what}`);
  return found;
}
