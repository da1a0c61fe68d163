// What an answer cost, by the receipts of all requests that it took.
import type { Receipt } from '../spend/receipt.ts';
import type { AssistantTurn, Turn, TurnCost } from './turn.ts';

/** The cost of an answer is the sum of its receipts: a retry or a continuation adds, and the weakest state wins. */
export function booked(turn: AssistantTurn, receipt: Receipt): AssistantTurn {
  if (turn.receiptIds.includes(receipt.id)) return turn;
  const first = turn.firstTokenMs ?? receipt.firstTokenMs;
  return {
    ...turn,
    receiptIds: [...turn.receiptIds, receipt.id],
    cost: addCost(turn.cost, receipt),
    ...(receipt.usage ? { usage: { ...receipt.usage } } : {}),
    ...(first === undefined ? {} : { firstTokenMs: Math.round(first) }),
    ...(receipt.traceId === undefined ? {} : { traceId: receipt.traceId }),
  };
}

/** Is its cost unknown for lack of a price? */
export function isUnpriced(turn: Turn): turn is AssistantTurn {
  return turn.role === 'assistant' && turn.cost?.state === 'unknown';
}

/** Nothing changes before all of its receipts are there. */
export function priced(turn: AssistantTurn, receipts: ReadonlyMap<string, Receipt>): AssistantTurn {
  const own = turn.receiptIds.flatMap((id) => receipts.get(id) ?? []);
  const [first, ...others] = own;
  if (first === undefined || own.length < turn.receiptIds.length) return turn;
  return { ...turn, cost: others.reduce(addCost, addCost(undefined, first)) };
}

function addCost(before: TurnCost | undefined, receipt: Receipt): TurnCost {
  const next: TurnCost = {
    state: receipt.state,
    currency: receipt.currency,
    pico: receipt.costPico?.toString() ?? null,
    lowPico: receipt.lowPico?.toString() ?? null,
    highPico: receipt.highPico?.toString() ?? null,
  };
  if (!before || before.currency === null)
    return before && next.currency === null ? { ...next, state: 'unknown' } : next;
  if (next.currency === null || next.currency !== before.currency) return { ...before, state: 'unknown' };
  const order = ['exact', 'estimated', 'unknown'] as const;
  return {
    state: order[Math.max(order.indexOf(before.state), order.indexOf(next.state))] ?? 'unknown',
    currency: before.currency,
    pico: sum(before.pico, next.pico),
    lowPico: sum(before.lowPico, next.lowPico),
    highPico: sum(before.highPico, next.highPico),
  };
}

function sum(a: string | null, b: string | null): string | null {
  return a === null || b === null ? null : (BigInt(a) + BigInt(b)).toString();
}
