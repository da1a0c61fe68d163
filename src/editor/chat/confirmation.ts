// A message that may cost more than the person wants to spend unasked: it waits here until they say yes or take it back.
import type { Asking } from '../../core/chat/nextTurns.ts';
import type { Sentence } from '../../core/sentence.ts';
import type { Currency, Pico } from '../../core/spend/money.ts';
import type { ConfirmationView } from '../../protocol/chatForecast.ts';
import type { AmountView } from '../../protocol/chatShapes.ts';
import type { Foreseen } from './forecasts.ts';

/** Something to send, and whom to tell what became of it. */
export interface ToSend {
  readonly asking: Asking;
  readonly intentId: string | null;
  /** Sends it; the refusal in words, or null. */
  readonly send: () => Sentence | null;
  readonly sent: (refusal: Sentence | null) => void;
  readonly cancelled: () => void;
}

export interface ConfirmationPorts {
  /** What it would cost now; null when it cannot be sent anyway. */
  readonly foresee: (asking: Asking) => Foreseen | null;
  /** The amount above which a click is needed; undefined = never. */
  readonly above: (currency: Currency) => Pico | undefined;
  readonly newId: () => string;
}

interface Waiting {
  readonly id: string;
  readonly toSend: ToSend;
  readonly above: AmountView;
  /** The last figures there were: a model without a price, chosen meanwhile, must not make the question vanish. */
  foreseen: Foreseen;
}

export class Confirmation {
  readonly #ports: ConfirmationPorts;
  #waiting: Waiting | null = null;

  constructor(ports: ConfirmationPorts) {
    this.#ports = ports;
  }

  /** Sends at once what needs no click; the rest waits, and takes the place of what waited before. */
  ask(toSend: ToSend): void {
    this.cancel();
    const foreseen = this.#ports.foresee(toSend.asking);
    const cost = foreseen?.forecast.cost;
    const above = cost ? this.#ports.above(cost.currency) : undefined;
    if (!foreseen || !cost || above === undefined || cost.highPico <= above) {
      toSend.sent(toSend.send());
      return;
    }
    const amount = { currency: cost.currency, pico: above.toString() };
    this.#waiting = { id: this.#ports.newId(), toSend, above: amount, foreseen };
  }

  /** The person's yes. One that comes twice or late does nothing. */
  confirm(id: string): void {
    const waiting = this.#waiting;
    if (waiting?.id !== id) return;
    this.#waiting = null;
    waiting.toSend.sent(waiting.toSend.send());
  }

  /** Takes back what waits; with an id only that. */
  cancel(id?: string): void {
    const waiting = this.#waiting;
    if (!waiting || (id !== undefined && waiting.id !== id)) return;
    this.#waiting = null;
    waiting.toSend.cancelled();
  }

  /** As the page shows it, with the figures of now: another model may have been chosen meanwhile. */
  view(): ConfirmationView | null {
    const waiting = this.#waiting;
    if (!waiting) return null;
    waiting.foreseen = this.#ports.foresee(waiting.toSend.asking) ?? waiting.foreseen;
    return {
      id: waiting.id,
      kind: waiting.toSend.asking.kind,
      intentId: waiting.toSend.intentId,
      above: waiting.above,
      forecast: waiting.foreseen.view,
    };
  }
}
