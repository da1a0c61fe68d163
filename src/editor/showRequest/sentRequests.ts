// The last requests of this window as they left: in memory only, bounded in number and size, gone with the window.
import type { Clock, Random } from '../../core/ports.ts';
import type { GateEvent, GateRequest } from '../../core/request/gateEvent.ts';
import type { RequestHead } from '../../core/request/modelRequest.ts';
import type { Purpose, Receipt } from '../../core/spend/receipt.ts';

export interface SentRequest {
  /** Also the id of its receipt. */
  readonly id: string;
  /** UTC ms. */
  readonly atMs: number;
  readonly purpose: Purpose;
  /** Name of the model. */
  readonly model: string;
  readonly head: RequestHead;
  /** Byte for byte what went over the wire. */
  readonly bodyText: string;
  /** Rules of the last look before sending; what was masked earlier stands in the body as placeholders. */
  readonly status?: number;
  readonly traceId?: string;
  readonly receipt?: Receipt;
}

const mostRequests = 50;
/** UTF-16 units of all bodies together. The newest request is kept whatever its size. */
const mostCharacters = 16_000_000;

export class SentRequests {
  readonly #clock: Pick<Clock, 'nowMs'>;
  readonly #random: Pick<Random, 'id'>;
  #kept: readonly SentRequest[] = [];
  readonly #listeners = new Set<() => void>();

  constructor(clock: Pick<Clock, 'nowMs'>, random: Pick<Random, 'id'>) {
    this.#clock = clock;
    this.#random = random;
  }

  /** Newest first. */
  list(): readonly SentRequest[] {
    return this.#kept.toReversed();
  }

  find(id: string): SentRequest | undefined {
    return this.#kept.find((one) => one.id === id);
  }

  onDidChange(listener: () => void): { dispose(): void } {
    this.#listeners.add(listener);
    return { dispose: () => void this.#listeners.delete(listener) };
  }

  /** Forgets all of them: asked for when everything is deleted. */
  clear(): void {
    this.#kept = [];
    this.#tell();
  }

  /** The way to the gate with a look at what passes. The events go through unchanged and at their pace. */
  async *watch(
    ask: GateRequest,
    perform: (ask: GateRequest) => AsyncIterable<GateEvent>,
  ): AsyncGenerator<GateEvent> {
    let id = ask.id ?? this.#random.id();
    let isOpen = false;
    for await (const event of perform({ ...ask, id })) {
      if (event.kind === 'attempt') {
        // A second HTTP request has a receipt of its own, whose id comes with `booked`.
        if (isOpen || this.find(id)) id = this.#random.id();
        isOpen = true;
        const { head, bodyText } = event;
        const { model } = ask.request;
        this.#add({ id, atMs: this.#clock.nowMs(), purpose: ask.purpose, model: model.name, head, bodyText });
      } else if (event.kind === 'headers') {
        const { status, traceId } = event;
        this.#change(id, { status, ...(traceId === undefined ? {} : { traceId }) });
      } else if (event.kind === 'booked') {
        const { receipt } = event;
        const { traceId } = receipt;
        this.#change(id, { id: receipt.id, receipt, ...(traceId === undefined ? {} : { traceId }) });
        isOpen = false;
      }
      yield event;
    }
    // Stopped between being made and leaving: no receipt, so it never left.
    if (isOpen) this.#drop(id);
  }

  #add(request: SentRequest): void {
    const kept = [...this.#kept, request].slice(-mostRequests);
    let characters = kept.reduce((sum, { bodyText }) => sum + bodyText.length, 0);
    while (kept.length > 1 && characters > mostCharacters) characters -= kept.shift()?.bodyText.length ?? 0;
    this.#kept = kept;
    this.#tell();
  }

  #change(id: string, change: Partial<SentRequest>): void {
    this.#kept = this.#kept.map((one) => (one.id === id ? { ...one, ...change } : one));
    this.#tell();
  }

  #drop(id: string): void {
    this.#kept = this.#kept.filter((one) => one.id !== id);
    this.#tell();
  }

  #tell(): void {
    for (const listener of [...this.#listeners]) listener();
  }
}
