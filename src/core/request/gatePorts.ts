// What the gate needs of its window: the books, the guard, and what usage taught of the model.
import type { Failure, Result } from '../failure.ts';
import type { OnceGrant } from '../outgoing/letThrough.ts';
import type { Sent } from '../outgoing/sentRecord.ts';
import type { BudgetLimits, Clock, Ledger, Random } from '../ports.ts';
import type { SentRequest, TokenRange } from '../spend/estimate.ts';
import type { Purpose, Receipt } from '../spend/receipt.ts';
import type { ModelRequest } from './modelRequest.ts';

export interface Guarded {
  readonly request: ModelRequest;
  readonly rules: readonly string[];
  readonly count: number;
}

/** What is known of a request before it is sent, by what usage taught. */
export interface Foreseen
  extends Pick<
    SentRequest,
    'promptTokens' | 'cachedTokens' | 'showsAll' | 'tokensPerSecond' | 'longAnswerTokens'
  > {
  /** What the prompt does not exceed: money is reserved by it. */
  readonly mostPromptTokens: number;
}

export interface GatePorts {
  readonly ledger: Ledger;
  readonly clock: Clock;
  readonly random: Random;
  readonly windowId: string;
  readonly limits: (currency: string | null) => BudgetLimits;
  /** The outgoing guard: the request with secrets masked, or why it may not leave. */
  readonly guard: (request: ModelRequest, letThrough?: OnceGrant) => Result<Guarded>;
  readonly foresee: (request: ModelRequest) => Foreseen;
  readonly countOutput: (text: string, request: ModelRequest) => TokenRange;
  /** Why nothing of this kind may be sent just now (arrears), or null. */
  readonly halted: (purpose: Purpose) => Failure | null;
  /** Told of every receipt with the request it belongs to, and what of it went over the wire: arrears, records. */
  readonly booked: (
    receipt: Receipt,
    request: ModelRequest,
    failure: Failure | undefined,
    sent: Sent,
  ) => void;
  /** Told of every answer that the server ended and counted, with all of its text: that teaches. */
  readonly counted: (receipt: Receipt, request: ModelRequest, text: string) => void;
}
