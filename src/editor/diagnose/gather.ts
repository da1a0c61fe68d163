// Gathers what a diagnosis needs from the parts of the extension: what is chosen, what is stored, what must not be told.
import { homedir } from 'node:os';
import { isAbsolute, relative } from 'node:path';
import type * as vscode from 'vscode';
import type { FimVerdict } from '../../core/completion/probe.ts';
import type { Choice } from '../../core/diagnosis/modelLook.ts';
import type { PrivateFacts } from '../../core/diagnosis/scrub.ts';
import type { Failure, Result } from '../../core/failure.ts';
import type { ModelFacts } from '../../core/models/model.ts';
import { defaultModels } from '../../core/models/sites.ts';
import type { Clock, Log, ModelClient } from '../../core/ports.ts';
import type { GateEvent, GateRequest } from '../../core/request/gateEvent.ts';
import { sentence } from '../../core/sentence.ts';
import type { SecretStore } from '../account/keys.ts';
import type { Account } from '../account/startAccount.ts';
import type { ModelShelf } from '../models/shelf.ts';
import type { LiveSettings } from '../settings.ts';
import type { DiagnosisPorts, WireProbes } from './diagnosisPorts.ts';
import {
  bytesOf,
  editorFacts,
  freeBytesAt,
  inlineLook,
  isWorkspaceTrusted,
  proxySettings,
  settingValues,
} from './editorLook.ts';
import { privateFacts } from './privateFacts.ts';
import { probeStream } from './streamProbe.ts';

/** What is asked of the store; see store/storeFacts.ts. */
export interface DiagnosedStore {
  readonly file: string;
  readonly openedAs: { readonly as: string };
  facts(sinceDay: string): Result<{
    readonly schema: number;
    readonly journal: string;
    readonly failures: DiagnosisPorts['store']['pastFailures'];
  }>;
}

export interface DiagnoseParts {
  readonly clock: Clock;
  readonly log: Log;
  readonly extension: vscode.Extension<unknown>;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly secrets: SecretStore;
  readonly account: Account;
  readonly settings: LiveSettings;
  readonly shelf: ModelShelf;
  readonly store: DiagnosedStore | Failure;
  readonly checkStore: (file: string) => ReturnType<NonNullable<DiagnosisPorts['checkStore']>>;
  readonly wire: () => Promise<WireProbes>;
  readonly userAgent: string;
  readonly client: () => Promise<Result<ModelClient>>;
  readonly formOf: (model: string) => FimVerdict | null;
  readonly perform: (request: GateRequest, signal: AbortSignal) => AsyncIterable<GateEvent>;
}

const failuresWithinMs = 7 * 24 * 3_600_000;

/** Not one of the keys' names, so that nothing takes it for a key. */
const secretName = 'siliconflow.diagnosis';
const testValue = 'test';

/** The model of each kind of work. */
export function chosenModels({ account, settings }: DiagnoseParts): readonly Choice[] {
  const { place } = account.setup;
  if (place === null) return [];
  const { chat, completion, action, commit } = settings.current;
  const defaults = defaultModels(place.site, place.currency);
  return [
    { use: sentence('Chat'), id: chat.model ?? defaults.chat },
    { use: sentence('Images'), id: chat.visionModel ?? defaults.vision },
    { use: sentence('Ghost text'), id: completion.model ?? defaults.completion },
    ...(action.model === null ? [] : [{ use: sentence('Actions'), id: action.model }]),
    ...(commit.model === null ? [] : [{ use: sentence('Commit message'), id: commit.model }]),
  ];
}

/** Reads what is known already; `stream` is the model to test streaming with. */
export function portsOf(parts: DiagnoseParts, stream: ModelFacts | null): DiagnosisPorts {
  const { account, clock, extension, settings, secrets, perform } = parts;
  const { setup, places } = account;
  const site = places.site();
  const access = setup.access();
  const store = 'kind' in parts.store ? null : parts.store;
  const since = clock.localDay(clock.nowMs() - failuresWithinMs);
  const facts = store?.facts(since);
  return {
    clock,
    wire: parts.wire,
    userAgent: parts.userAgent,
    proxy: proxySettings(parts.environment),
    place: setup.place,
    isAddressBad: site !== null && !places.of(site).ok,
    stage: setup.stage,
    keyState: setup.keyState,
    key: access.ok ? { text: access.value.key, from: access.value.from } : null,
    client: parts.client,
    chosen: chosenModels(parts),
    formOf: parts.formOf,
    stream: stream && ((signal) => probeStream(perform, stream, clock, signal)),
    store: {
      failure: 'kind' in parts.store ? parts.store : null,
      wasSetAside: store?.openedAs.as === 'setAside',
      facts: facts?.ok
        ? [
            { label: sentence('Schema of the store'), value: String(facts.value.schema) },
            { label: sentence('Journal of the store'), value: facts.value.journal },
            {
              label: sentence('Folder of the store'),
              value: isAtHome(store?.file ?? '') ? sentence('inside the home folder') : sentence('elsewhere'),
            },
          ]
        : [],
      pastFailures: facts?.ok ? facts.value.failures : [],
    },
    checkStore: store && (() => parts.checkStore(store.file)),
    storeBytes: async () => store && bytesOf(store.file),
    freeBytes: async () => store && freeBytesAt(store.file),
    secretTrip: () => roundTrip(secrets),
    inline: inlineLook(extension, Object.values(settings.current.completion.enabled).some(Boolean)),
    isTrusted: isWorkspaceTrusted(),
    settings: settingValues(extension),
    editorFacts: editorFacts(extension),
  };
}

function isAtHome(file: string): boolean {
  const way = relative(homedir(), file);
  return !isAbsolute(way) && !way.startsWith('..');
}

async function roundTrip(secrets: SecretStore): Promise<boolean> {
  await secrets.store(secretName, testValue);
  const back = await secrets.get(secretName);
  await secrets.delete(secretName);
  return back === testValue;
}

/** What the report of this window must not hold. */
export function privateFactsOf({ account, settings, environment }: DiagnoseParts): PrivateFacts {
  const access = account.setup.access();
  const offered = account.setup.offered?.key;
  return privateFacts(
    proxySettings(environment),
    [...(access.ok ? [access.value.key] : []), ...(offered ? [offered] : [])],
    settings.current.customBaseUrl,
  );
}
