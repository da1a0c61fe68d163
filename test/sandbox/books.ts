// The platform's books: one entry per request, kept while it runs, and never by looking at what a client believes.
import { createHash } from 'node:crypto';
import type { Rates, Site } from './models.ts';
import { costPico, type Usage } from './prices.ts';

export type Kind = 'models' | 'account' | 'chat' | 'completion' | 'embedding' | 'rerank' | 'other';

/** One request as `GET /sandbox/bill` shows it. Amounts are decimal strings of pico-units. */
export interface BillEntry extends Usage {
  readonly id: number;
  readonly at: string;
  /** First 12 hex digits of the SHA-256 of the key, or '' without one: enough to tell keys apart. */
  readonly key: string;
  readonly kind: Kind;
  /** The model billed; a redirected id shows its replacement. */
  readonly model: string;
  readonly status: number;
  readonly currency: 'CNY' | 'USD';
  readonly costPico: string;
  /** The client hung up before the answer was complete. */
  readonly aborted: boolean;
  readonly running: boolean;
  readonly fault: string;
  readonly traceId: string;
}

export interface Bill {
  readonly site: Site;
  readonly entries: readonly BillEntry[];
  readonly totals: Readonly<Record<string, string>>;
}

export function fingerprint(key: string): string {
  return key === '' ? '' : createHash('sha256').update(key).digest('hex').slice(0, 12);
}

const NO_RATES: Rates = { inMicro: 0n, outMicro: 0n, cachedMicro: undefined };

/** One open line of the books. The endpoint fills it in while the request runs. */
export class Entry {
  model = '';
  key = '';
  status = 0;
  aborted = false;
  running = true;
  fault = '';
  rates: Rates = NO_RATES;
  promptTokens = 0;
  cachedTokens = 0;
  completionTokens = 0;
  reasoningTokens = 0;
  kind: Kind = 'other';
  readonly id: number;
  readonly atMs: number;
  readonly traceId: string;

  constructor(id: number, atMs: number, traceId: string) {
    this.id = id;
    this.atMs = atMs;
    this.traceId = traceId;
  }

  /** Bills the whole prompt, as the platform does the moment it arrives. */
  billPrompt(promptTokens: number, cachedTokens: number, rates: Rates): void {
    this.promptTokens = promptTokens;
    this.cachedTokens = cachedTokens;
    this.rates = rates;
  }
}

export class Books {
  readonly #site: Site;
  #entries: Entry[] = [];
  #nextId = 1;

  constructor(site: Site) {
    this.#site = site;
  }

  open(atMs: number, traceId: string): Entry {
    const entry = new Entry(this.#nextId++, atMs, traceId);
    this.#entries.push(entry);
    return entry;
  }

  reset(): void {
    this.#entries = [];
  }

  bill(): Bill {
    const currency = this.#site === 'cn' ? 'CNY' : 'USD';
    let total = 0n;
    const entries = this.#entries.map((entry): BillEntry => {
      const cost = costPico(entry, entry.rates);
      total += cost;
      const { rates: _, atMs, ...shown } = entry;
      return { ...shown, at: new Date(atMs).toISOString(), currency, costPico: cost.toString() };
    });
    return { site: this.#site, entries, totals: { [currency]: total.toString() } };
  }
}
