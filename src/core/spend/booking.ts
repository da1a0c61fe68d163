// Rules of the books that every ledger keeps: what a reservation turns into when its window dies, and which receipt wins.
import type { AdmitRequest } from '../ports.ts';
import { boundPico } from './budget.ts';
import type { Pico } from './money.ts';
import type { Receipt } from './receipt.ts';

/** How long a reservation lives unless its window renews it. */
export const leaseMs = 90_000;

/** How often a window renews its reservations: three tries before the first runs out. */
export const leaseRenewMs = 30_000;

/**
 * The most one request can be booked for: a million units. Sums are kept in 64-bit integers, which hold nine of them per
 * row; a price that makes a request dearer is a mistake in it.
 */
export const mostBookablePico: Pico = 10n ** 18n;

/** A request that was admitted and is not settled yet. */
export interface Reservation {
  readonly request: AdmitRequest;
  /** Output tokens admitted. */
  readonly outputTokens: number;
  /** UTC ms until which its window vouches for it. */
  readonly leaseUntilMs: number;
}

/**
 * Has a reservation outlived its window? A lease that reaches further ahead than any could be given now was given before
 * the clock was set back, and would live on for that long. Ending a lease too early does no harm: the estimate that
 * replaces it weighs on the budget as much as the reservation did, and a late settle replaces it.
 */
export function hasLapsed(leaseUntilMs: number, nowMs: number): boolean {
  return leaseUntilMs <= nowMs || leaseUntilMs > nowMs + 2 * leaseMs;
}

/**
 * The receipt of a request whose window died: anything from nothing (never sent, refused) to the whole reservation, so
 * the middle, whose greatest error is the smallest. The tokens are not known.
 */
export function lostReceipt(reservation: Reservation): Receipt {
  const { request } = reservation;
  const highPico = boundPico(request, reservation.outputTokens);
  const money =
    request.currency === null
      ? ({ state: 'unknown', currency: null, costPico: null, lowPico: null, highPico: null } as const)
      : ({
          state: 'estimated',
          currency: request.currency,
          costPico: highPico / 2n,
          lowPico: 0n,
          highPico,
        } as const);
  return {
    id: request.id,
    startedMs: request.nowMs,
    day: request.day,
    windowId: request.windowId,
    account: request.account,
    site: request.site,
    host: request.host,
    model: request.model,
    purpose: request.purpose,
    ...(request.sessionId === undefined ? {} : { sessionId: request.sessionId }),
    ...(request.workspace === undefined ? {} : { workspace: request.workspace }),
    usage: null,
    ...money,
    price: request.price ?? null,
    outcome: 'lost',
    durationMs: 0,
  };
}

/**
 * Does `next` take the place of the receipt booked under its id? The better knowledge stays, in whatever order the two
 * arrive; between equals the later one.
 */
export function supersedes(next: Receipt, booked: Receipt): boolean {
  return certainty(next) >= certainty(booked);
}

/**
 * What is kept when `next` takes the place of `booked`: a mark where the code went, and the later of the two days, so that a
 * clock that was set back meanwhile takes nothing out of the day that already shows the request.
 */
export function replacing(next: Receipt, booked: Receipt): Receipt {
  const insertedInto = next.insertedInto ?? booked.insertedInto;
  return {
    ...next,
    ...(booked.day > next.day ? { day: booked.day } : {}),
    ...(insertedInto === undefined ? {} : { insertedInto }),
  };
}

function certainty(receipt: Receipt): number {
  if (receipt.outcome === 'lost') return 0;
  return receipt.state === 'exact' ? 2 : 1;
}

/** Why a receipt cannot be booked, or null. Whatever the reason, it is a mistake in the caller or in a price. */
export function unbookable(receipt: Receipt): string | null {
  const { costPico, lowPico, highPico, state } = receipt;
  if (state === 'unknown') {
    return costPico === null && lowPico === null && highPico === null
      ? null
      : 'an unknown cost has no figure';
  }
  if (costPico === null || lowPico === null || highPico === null)
    return 'a known cost has a figure and a band';
  if (lowPico < 0n || lowPico > costPico || costPico > highPico) return 'the cost lies outside its band';
  if (highPico > mostBookablePico) return 'the cost is beyond belief';
  if (receipt.currency === null && highPico > 0n) return 'the cost has no currency';
  return null;
}
