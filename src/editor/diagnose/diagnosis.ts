// One run of the diagnosis: every probe at once, each within its time, and what the checks make of it, in sections.
import { judgeKey } from '../../core/account/keyShape.ts';
import {
  formFacts,
  judgeAccepted,
  judgeKeyFacts,
  judgeList,
  judgeModel,
} from '../../core/diagnosis/accountChecks.ts';
import { changedSettings } from '../../core/diagnosis/changedSettings.ts';
import type { Finding, Judged, Section } from '../../core/diagnosis/finding.ts';
import { inTime, type Timed } from '../../core/diagnosis/inTime.ts';
import {
  failureFacts,
  judgeDisk,
  judgeInline,
  judgeSecretStorage,
  judgeStore,
  judgeTrust,
  sizeText,
} from '../../core/diagnosis/machineChecks.ts';
import { chosenModels, idsOf, type Listed, modelNames } from '../../core/diagnosis/modelLook.ts';
import {
  type CertificateLook,
  judgeCertificate,
  judgeClock,
  judgeDns,
  judgeProxy,
  judgeSite,
  type SiteLook,
  type Way,
} from '../../core/diagnosis/networkChecks.ts';
import { type ProxyInForce, proxyInForce } from '../../core/diagnosis/proxyInForce.ts';
import { contextOf, siteName, wayTo } from '../../core/diagnosis/shownPlace.ts';
import { judgeStream, type StreamLook } from '../../core/diagnosis/streamCheck.ts';
import { type Result, unsent } from '../../core/failure.ts';
import type { FailureContext } from '../../core/failures/advice.ts';
import type { ModelClient } from '../../core/ports.ts';
import { type Sentence, sentence } from '../../core/sentence.ts';
import type { DiagnosisPorts } from './diagnosisPorts.ts';

/** Costs nothing but `stream`. Ends early, with what there is, when the signal aborts; the caller throws that away. */
export async function diagnose(
  ports: DiagnosisPorts,
  signal: AbortSignal,
  onStep: () => void = () => {},
): Promise<readonly Section[]> {
  const { clock, place } = ports;
  const step = async <T>(work: (signal: AbortSignal) => Promise<T>): Promise<Timed<T>> => {
    const timed = await inTime(clock, signal, work);
    onStep();
    return timed;
  };
  const url = place && new URL(place.baseUrl);
  const proxy = proxyInForce(url?.hostname ?? '', ports.proxy);
  const used = proxy.kind === 'used' ? proxy.address : null;
  const at = url && { hostname: url.hostname, port: Number(url.port) || 443 };
  const isEncrypted = url?.protocol === 'https:';
  const ready = ports.stage === 'ready' ? ports.client : null;

  const [dns, reached, certificate, site, list, stream, checked, bytes, free, trip] = await Promise.all([
    at && step(async () => (await ports.wire()).lookUpName(at.hostname)),
    used && step(async (over) => (await ports.wire()).reachProxy(used, over)),
    at && isEncrypted ? step(async (over) => (await ports.wire()).lookAtCertificate(at, used, over)) : null,
    place &&
      step(async (over) =>
        (await ports.wire()).lookAtSite(
          { baseUrl: place.baseUrl, userAgent: ports.userAgent, nowMs: () => clock.nowMs() },
          over,
        ),
      ),
    ready && step((over) => listed(ready, over)),
    ports.stream && step(ports.stream),
    ports.checkStore && step(ports.checkStore),
    step(ports.storeBytes),
    step(ports.freeBytes),
    step(ports.secretTrip),
  ]);

  const context = contextOf(place);
  const siteIsAway = place && site ? judgeSite(wayTo(place), context, site).verdict === 'fault' : false;
  const names = modelNames(place, list);
  const offered = place && chosenModels(place, ports.chosen, list);
  return [
    {
      title: sentence('Network'),
      findings: [
        ...(place && dns && site
          ? networkFindings(wayTo(place), context, { proxy, dns, certificate, site })
          : []),
        named(sentence('Proxy'), judgeProxy(proxy, reached)),
        ...(place ? [named(sentence('Streaming'), judgeStream(context, streamLook(stream)))] : []),
      ],
      facts: [],
    },
    {
      title: sentence('Account'),
      findings: [
        named(
          sentence('API key'),
          judgeKeyFacts({
            stage: ports.stage,
            state: ports.keyState,
            isAddressBad: ports.isAddressBad,
            from: ports.key?.from ?? null,
            isUsual: place?.site === 'custom' || (ports.key !== null && judgeKey(ports.key.text) === null),
          }),
        ),
        ...(place
          ? [
              named(
                sentence('Key accepted'),
                judgeAccepted({ ...context, during: 'keyCheck' }, list, siteIsAway),
              ),
              named(sentence('Model list'), judgeList(list)),
            ]
          : []),
      ],
      facts: place ? [{ label: sentence('Site'), value: siteName(place) }] : [],
    },
    {
      title: sentence('Chosen models'),
      findings: (offered ?? []).map((one) => judgeModel({ ...one, shownId: names(one.model.facts.id) })),
      facts: formFacts(
        testedModels(ports, list).map((id) => ({ shownId: names(id), verdict: ports.formOf(id) })),
      ),
    },
    {
      title: sentence('This machine'),
      findings: [
        named(sentence('Store'), judgeStore({ ...ports.store, check: checked })),
        named(sentence('Free disk space'), judgeDisk(free.kind === 'done' ? free.value : null)),
        named(sentence('Secret storage'), judgeSecretStorage(trip)),
      ],
      facts: [
        ...(bytes.kind === 'done' && bytes.value !== null
          ? [{ label: sentence('Size of the store'), value: sizeText(bytes.value) }]
          : []),
        ...ports.store.facts,
      ],
    },
    {
      title: sentence('Editor'),
      findings: [
        named(sentence('Inline suggestions'), judgeInline(ports.inline)),
        named(sentence('Workspace trust'), judgeTrust(ports.isTrusted)),
      ],
      facts: ports.editorFacts,
    },
    {
      title: sentence('Settings that differ from their defaults'),
      findings: [],
      facts: changedSettings(ports.settings, names),
    },
    {
      title: sentence('Latest failures'),
      findings: [],
      facts: failureFacts(ports.store.pastFailures),
    },
  ];
}

function named(what: Sentence, judged: Judged): Finding {
  return { what, ...judged };
}

function networkFindings(
  way: Way,
  context: FailureContext,
  {
    proxy,
    dns,
    certificate,
    site,
  }: {
    readonly proxy: ProxyInForce;
    readonly dns: Timed<readonly string[]>;
    readonly certificate: Timed<CertificateLook | null> | null;
    readonly site: Timed<Result<SiteLook>>;
  },
): readonly Finding[] {
  const siteAnswered = site.kind === 'done' && site.value.ok;
  return [
    named(sentence('Site'), judgeSite(way, context, site)),
    named(sentence('DNS'), judgeDns(way, proxy, dns)),
    named(sentence('Certificate'), judgeCertificate(way, certificate ?? { kind: 'late' }, siteAnswered)),
    named(sentence('Clock'), judgeClock(site)),
  ];
}

async function listed(
  client: () => Promise<Result<ModelClient>>,
  signal: AbortSignal,
): Promise<Result<readonly string[]>> {
  const made = await client();
  return made.ok ? made.value.listModels(signal) : made;
}

function streamLook(stream: Timed<StreamLook> | null): StreamLook | null {
  if (stream === null) return null;
  return stream.kind === 'done' ? stream.value : { pieceMs: [], failure: unsent('timeout') };
}

/** The models whose way to fill a gap is known. */
function testedModels({ chosen, formOf }: DiagnosisPorts, list: Listed): readonly string[] {
  const all = [...chosen.map(({ id }) => id), ...(idsOf(list) ?? [])];
  return [...new Set(all)].filter((id) => formOf(id) !== null);
}
