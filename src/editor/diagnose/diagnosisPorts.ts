// What the diagnosis asks of the wire, the store and the editor. Everything that is not a probe is read before it runs.
import type { Place } from '../../core/account/place.ts';
import type { KeyState, SetupStage } from '../../core/account/setup.ts';
import type { FimVerdict } from '../../core/completion/probe.ts';
import type { SettingValue } from '../../core/diagnosis/changedSettings.ts';
import type { Fact } from '../../core/diagnosis/finding.ts';
import type { InlineFacts, PastFailure } from '../../core/diagnosis/machineChecks.ts';
import type { Choice } from '../../core/diagnosis/modelLook.ts';
import type { CertificateLook, SiteLook } from '../../core/diagnosis/networkChecks.ts';
import type { ProxyAddress, ProxySettings } from '../../core/diagnosis/proxyInForce.ts';
import type { StreamLook } from '../../core/diagnosis/streamCheck.ts';
import type { Failure, Result } from '../../core/failure.ts';
import type { Clock, ModelClient } from '../../core/ports.ts';

/** What looks at the way to a site; the wire's bundle. */
export interface WireProbes {
  lookUpName(host: string): Promise<readonly string[]>;
  reachProxy(proxy: ProxyAddress, signal: AbortSignal): Promise<void>;
  lookAtCertificate(
    at: { readonly hostname: string; readonly port: number },
    proxy: ProxyAddress | null,
    signal: AbortSignal,
  ): Promise<CertificateLook | null>;
  lookAtSite(
    question: { readonly baseUrl: string; readonly userAgent: string; readonly nowMs: () => number },
    signal: AbortSignal,
  ): Promise<Result<SiteLook>>;
}

/** What is known of the store without asking it anything that takes long. */
export interface StoreState {
  readonly failure: Failure | null;
  readonly wasSetAside: boolean;
  readonly facts: readonly Fact[];
  readonly pastFailures: readonly PastFailure[];
}

export interface DiagnosisPorts {
  readonly clock: Clock;
  readonly wire: () => Promise<WireProbes>;
  readonly userAgent: string;
  readonly proxy: ProxySettings;
  readonly place: Place | null;
  readonly isAddressBad: boolean;
  readonly stage: SetupStage;
  readonly keyState: KeyState;
  readonly key: { readonly text: string; readonly from: 'secretStorage' | 'environment' } | null;
  readonly client: () => Promise<Result<ModelClient>>;
  /** Models that are chosen, by settings or by default. */
  readonly chosen: readonly Choice[];
  readonly formOf: (model: string) => FimVerdict | null;
  /** Sends the tiny streamed request; null: not wanted. */
  readonly stream: ((signal: AbortSignal) => Promise<StreamLook>) | null;
  readonly store: StoreState;
  readonly checkStore:
    | (() => Promise<Result<{ readonly damage: readonly string[]; readonly sumsAgree: boolean }>>)
    | null;
  readonly storeBytes: () => Promise<number | null>;
  readonly freeBytes: () => Promise<number | null>;
  /** A test value goes in, comes back and is removed. */
  readonly secretTrip: () => Promise<boolean>;
  readonly inline: InlineFacts;
  readonly isTrusted: boolean;
  readonly settings: readonly SettingValue[];
  /** Versions, platform, language: lines that are neither good nor bad. */
  readonly editorFacts: readonly Fact[];
}
