// Decides what a request may spend: fits its output to the room that is left, or refuses.
import type { Admission, BudgetLimits, BudgetWindow } from '../ports.ts';
import type { Pico } from './money.ts';
import { type Passing, waitMsFor } from './perMinute.ts';
import type { Purpose } from './receipt.ts';

/** One budget that applies to a request, and what is gone from it. */
export interface BudgetRoom {
  readonly window: BudgetWindow;
  readonly limitPico: Pico;
  readonly spentPico: Pico;
  /** Live reservations, and what estimated receipts may have cost above their best figure. */
  readonly reservedPico: Pico;
  /** With `minute`: when each part of what is gone stops counting. */
  readonly passing?: readonly Passing[];
}

/** A request's cost as a line over its output tokens; see AdmitRequest. */
export interface Ask {
  readonly promptPico: Pico;
  readonly picoPerOutputToken: Pico;
  readonly outputTokens: number;
  readonly floorOutputTokens: number;
}

/** The verdict without a store's failures. */
export type Decision = Exclude<Admission, { kind: 'failed' }>;

/**
 * Admits with as many of the asked output tokens as fit every room; refuses when fewer than the floor fit (or than were
 * asked, when that is less). What costs nothing always fits, also an overdrawn budget.
 */
export function decide(ask: Ask, rooms: readonly BudgetRoom[]): Decision {
  const floor = Math.min(ask.floorOutputTokens, ask.outputTokens);
  const neededPico = ask.promptPico + BigInt(floor) * ask.picoPerOutputToken;
  const tightest = rooms.toSorted((a, b) => (leftPico(a) < leftPico(b) ? -1 : 1))[0];
  const asked: Decision = { kind: 'admitted', outputTokens: ask.outputTokens };
  if (tightest === undefined || neededPico === 0n) return asked;
  if (neededPico > leftPico(tightest)) {
    const { passing = [], ...room } = tightest;
    const waitMs = waitMsFor(neededPico - leftPico(tightest), passing);
    return { kind: 'refused', ...room, neededPico, ...(waitMs === null ? {} : { waitMs }) };
  }
  if (boundPico(ask, ask.outputTokens) <= leftPico(tightest)) return asked;
  const fitting = (leftPico(tightest) - ask.promptPico) / ask.picoPerOutputToken;
  return { kind: 'admitted', outputTokens: Number(fitting), limitedBy: tightest.window };
}

/** What is left of a budget; negative when overdrawn. */
export function leftPico(room: BudgetRoom): Pico {
  return room.limitPico - room.spentPico - room.reservedPico;
}

/** What a request with these limits reserves. */
export function boundPico(ask: Pick<Ask, 'promptPico' | 'picoPerOutputToken'>, outputTokens: number): Pico {
  return ask.promptPico + BigInt(outputTokens) * ask.picoPerOutputToken;
}

/** The limits that apply to a purpose, tightest kind last: completions have a budget of their own inside the day's. */
export function limitsThatApply(
  purpose: Purpose,
  limits: BudgetLimits,
): readonly { readonly window: BudgetWindow; readonly limitPico: Pico }[] {
  const all: readonly [BudgetWindow, Pico | undefined][] = [
    ['day', limits.dailyPico],
    ['month', limits.monthlyPico],
    ['completionDay', purpose === 'completion' ? limits.completionDailyPico : undefined],
    ['minute', limits.perMinutePico],
  ];
  return all.flatMap(([window, limitPico]) => (limitPico === undefined ? [] : [{ window, limitPico }]));
}

/** How near a budget is to its end, by what is spent (reservations come and go). `warnAtPercent` as the setting gives it. */
export function budgetLevel(room: BudgetRoom, warnAtPercent: number): 'fine' | 'warn' | 'reached' {
  if (room.spentPico >= room.limitPico) return 'reached';
  const percent = BigInt(Math.min(100, Math.max(0, Math.round(warnAtPercent))));
  return room.spentPico * 100n >= room.limitPico * percent ? 'warn' : 'fine';
}
