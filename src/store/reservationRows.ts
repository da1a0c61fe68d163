// Reservations as rows, and the rooms that budgets have left beside them. All functions run inside the caller's transaction.
import * as v from 'valibot';
import type { AdmitRequest, BudgetLimits, BudgetWindow } from '../core/ports.ts';
import { leaseMs, type Reservation } from '../core/spend/booking.ts';
import { type BudgetRoom, boundPico, limitsThatApply } from '../core/spend/budget.ts';
import { budgetDays, budgetMonths } from '../core/spend/calendar.ts';
import type { Currency } from '../core/spend/money.ts';
import type { Purpose } from '../core/spend/receipt.ts';
import { type Database, integerOf, optionalTextOf, type Row, textOf } from './database.ts';
import { minuteRoom } from './minuteRows.ts';
import { parsePrice, priceNumber } from './priceColumn.ts';

const purpose = v.picklist(['chat', 'completion', 'action', 'commit', 'provider', 'probe']);
const integer = v.pipe(v.bigint(), v.transform(Number));
const reservationRow = v.object({
  id: v.string(),
  started_ms: integer,
  day: v.string(),
  window_id: v.string(),
  account: v.string(),
  site: v.picklist(['cn', 'global', 'custom']),
  host: v.string(),
  model: v.string(),
  purpose,
  session_id: v.nullable(v.string()),
  workspace: v.nullable(v.string()),
  currency: v.nullable(v.string()),
  prompt_pico: v.bigint(),
  pico_per_output_token: v.bigint(),
  output_tokens: integer,
  floor_output_tokens: integer,
  limited_by: v.nullable(v.picklist(['day', 'month', 'completionDay', 'minute'])),
  lease_until_ms: integer,
});

export interface StoredReservation extends Reservation {
  readonly limitedBy?: BudgetWindow;
}

const selectReservations =
  'SELECT reservations.*, prices.json AS price_json FROM reservations LEFT JOIN prices ON prices.id = reservations.price';

export function putReservation(
  database: Database,
  request: AdmitRequest,
  outputTokens: number,
  limitedBy: BudgetWindow | undefined,
): void {
  database.run(
    `INSERT INTO reservations (id, started_ms, day, window_id, account, site, host, model, purpose, session_id, workspace,
       price, currency, prompt_pico, pico_per_output_token, output_tokens, floor_output_tokens, bound_pico, limited_by,
       lease_until_ms)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    request.id,
    BigInt(Math.round(request.nowMs)),
    request.day,
    request.windowId,
    request.account,
    request.site,
    request.host,
    request.model,
    request.purpose,
    request.sessionId ?? null,
    request.workspace ?? null,
    priceNumber(database, request.price),
    request.currency,
    request.promptPico,
    request.picoPerOutputToken,
    BigInt(outputTokens),
    BigInt(request.floorOutputTokens),
    boundPico(request, outputTokens),
    limitedBy ?? null,
    BigInt(Math.round(request.nowMs)) + BigInt(leaseMs),
  );
}

export function findReservation(database: Database, id: string): StoredReservation | undefined {
  const row = database.get(`${selectReservations} WHERE reservations.id = ?`, id);
  return row && reservationOf(row);
}

export function dropReservation(database: Database, id: string): void {
  database.run('DELETE FROM reservations WHERE id = ?', id);
}

/** All reservations; one that cannot be read (the file was meddled with) has an id only. */
export function allReservations(
  database: Database,
): readonly { readonly id: string; readonly reservation?: StoredReservation }[] {
  return database.all(selectReservations).map((row) => {
    const reservation = reservationOf(row);
    return { id: textOf(row, 'id'), ...(reservation === undefined ? {} : { reservation }) };
  });
}

/** The budgets that apply to a purpose, with what is gone from each: spent, reserved, and uncertain. */
export function readRooms(
  database: Database,
  currency: Currency,
  purpose: Purpose,
  day: string,
  limits: BudgetLimits,
  uptimeMs: number,
): readonly BudgetRoom[] {
  return limitsThatApply(purpose, limits).map(({ window, limitPico }) => {
    if (window === 'minute') return minuteRoom(database, currency, limitPico, uptimeMs);
    const only = window === 'completionDay' ? 'completion' : '';
    const [span, [from, to]] =
      window === 'month' ? (['month', budgetMonths(day)] as const) : (['day', budgetDays(day)] as const);
    const booked = database.get(
      `SELECT coalesce(sum(cost_pico), 0) AS cost_pico, coalesce(sum(high_pico), 0) AS high_pico FROM spend
       WHERE span = ? AND period BETWEEN ? AND ? AND currency = ? AND (? = '' OR purpose = ?)`,
      span,
      from,
      to,
      currency,
      only,
      only,
    );
    const reserved = database.get(
      `SELECT coalesce(sum(bound_pico), 0) AS bound_pico FROM reservations
       WHERE currency = ? AND (? = '' OR purpose = ?)`,
      currency,
      only,
      only,
    );
    const spentPico = integerOf(booked ?? {}, 'cost_pico');
    const uncertainPico = integerOf(booked ?? {}, 'high_pico') - spentPico;
    return {
      window,
      limitPico,
      spentPico,
      reservedPico: integerOf(reserved ?? {}, 'bound_pico') + uncertainPico,
    };
  });
}

function reservationOf(row: Row): StoredReservation | undefined {
  const parsed = v.safeParse(reservationRow, row);
  if (!parsed.success) return undefined;
  const read = parsed.output;
  const price = parsePrice(optionalTextOf(row, 'price_json'));
  const request: AdmitRequest = {
    id: read.id,
    nowMs: read.started_ms,
    day: read.day,
    windowId: read.window_id,
    account: read.account,
    site: read.site,
    host: read.host,
    model: read.model,
    purpose: read.purpose,
    ...(read.session_id === null ? {} : { sessionId: read.session_id }),
    ...(read.workspace === null ? {} : { workspace: read.workspace }),
    ...(price === null ? {} : { price }),
    currency: read.currency,
    promptPico: read.prompt_pico,
    picoPerOutputToken: read.pico_per_output_token,
    outputTokens: read.output_tokens,
    floorOutputTokens: read.floor_output_tokens,
  };
  return {
    request,
    outputTokens: read.output_tokens,
    leaseUntilMs: read.lease_until_ms,
    ...(read.limited_by === null ? {} : { limitedBy: read.limited_by }),
  };
}
