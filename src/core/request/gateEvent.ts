// What comes out of the gate: the model's events, and what the gate itself did.
import type { OnceGrant } from '../outgoing/letThrough.ts';
import type { BudgetWindow } from '../ports.ts';
import type { Purpose, Receipt } from '../spend/receipt.ts';
import type { ModelEvent, ModelRequest } from './modelRequest.ts';

export interface GateRequest {
  /** Id for the receipt of the first HTTP request, for callers that must know it beforehand; drawn when absent. */
  readonly id?: string;
  readonly request: ModelRequest;
  readonly purpose: Purpose;
  readonly sessionId?: string;
  /** Name of the workspace folder, for sums by workspace; no path. */
  readonly workspace?: string;
  /** Files whose text is in the request, relative to their workspace: for the record of what was sent. */
  readonly files?: readonly string[];
  /** False alarms that the person lets through with this request alone. */
  readonly letThrough?: OnceGrant;
  /** Below this many output tokens an answer is not worth having. */
  readonly floorOutputTokens: number;
}

/** `booked` comes once for every HTTP request that was sent; the last one follows the model's terminal event, so that a stop is felt at once. */
export type GateEvent =
  | ModelEvent
  /** The guard masked something; rule names and how often. */
  | { readonly kind: 'masked'; readonly rules: readonly string[]; readonly count: number }
  /** The budget allows a shorter answer than asked for. */
  | { readonly kind: 'limited'; readonly outputTokens: number; readonly by: BudgetWindow }
  | { readonly kind: 'booked'; readonly receipt: Receipt };
