// The ledger on SQLite: reservations and receipts of all windows of the machine in one file, each change one transaction.
import type { Result } from '../core/failure.ts';
import type {
  Admission,
  AdmitRequest,
  BudgetLimits,
  Ledger,
  SpendSummary,
  SummaryFilter,
} from '../core/ports.ts';
import {
  hasLapsed,
  leaseMs,
  lostReceipt,
  mostBookablePico,
  replacing,
  supersedes,
  unbookable,
} from '../core/spend/booking.ts';
import { type BudgetRoom, boundPico, decide } from '../core/spend/budget.ts';
import { type LedgerCause, ledgerCauseOf, ledgerFailure } from '../core/spend/ledgerTrouble.ts';
import type { Currency, Pico } from '../core/spend/money.ts';
import type { Purpose, Receipt } from '../core/spend/receipt.ts';
import type { Connection } from './connection.ts';
import type { Database } from './database.ts';
import { countEnded, countStarted, forgetMinute, machineUptimeMs, minuteRoom } from './minuteRows.ts';
import { addReceipt, findReceipt, putReceipt } from './receiptRows.ts';
import {
  allReservations,
  dropReservation,
  findReservation,
  putReservation,
  readRooms,
} from './reservationRows.ts';
import { countReceipt, readSummary, sumsVersion } from './spendSums.ts';

/** Trouble that may pass: what could not be booked because of it is booked later. */
const passing: readonly LedgerCause[] = ['locked', 'full', 'readOnly', 'unreadable', 'damaged'];

interface KnownSummary {
  readonly database: Database;
  readonly version: string;
  readonly summary: SpendSummary;
}
const noSpend: SpendSummary = { totals: [], unpricedRequests: 0, unpricedTokens: 0 };

/** What is still to be written, by request id. */
type Late = Receipt | 'release';

export class SqliteLedger implements Ledger {
  readonly #connection: Connection;
  /** Settles and releases that failed for a reason that may pass. */
  readonly #late = new Map<string, Late>();
  /** The last answer to each question: for as long as it stands, and for the moment in which the file cannot be read. */
  readonly #lastKnown = new Map<string, KnownSummary>();
  readonly #uptimeMs: () => number;
  #bookingLate = false;

  constructor(connection: Connection, uptimeMs: () => number = machineUptimeMs) {
    this.#connection = connection;
    this.#uptimeMs = uptimeMs;
  }

  /** Receipts of this window that could not be written yet; sums lack them. Normally 0. */
  get unbookedReceipts(): number {
    return [...this.#late.values()].filter((late) => late !== 'release').length;
  }

  async admit(request: AdmitRequest, limits: BudgetLimits): Promise<Admission> {
    const result = await this.#connection.book((database) =>
      admitIn(database, request, limits, this.#uptimeMs()),
    );
    return result.ok ? result.value : { kind: 'failed', failure: result.failure };
  }

  /**
   * A receipt that cannot be written now is kept and written by a later `poll`; its failure is told all the same. In place
   * of one that can never be written its reservation is booked as an estimate: it would hold money for as long as its
   * window lives.
   */
  async settle(receipt: Receipt): Promise<Result<void>> {
    const mistake = unbookable(receipt);
    if (mistake === null) return this.#now(receipt.id, receipt);
    await this.#connection.write((database) => bookAsLost(database, receipt.id));
    return { ok: false, failure: ledgerFailure('beyondBelief', mistake) };
  }

  async release(id: string): Promise<void> {
    await this.#now(id, 'release');
  }

  /** Nothing depends on this mark, so that trouble with the file leaves it away. */
  async noteInserted(id: string, file: string): Promise<void> {
    await this.#connection.write((database) => {
      database.run(
        `UPDATE receipts SET inserted_into = coalesce(inserted_into || char(10), '') || ?1
         WHERE id = ?2 AND instr(char(10) || coalesce(inserted_into, '') || char(10), char(10) || ?1 || char(10)) = 0`,
        file.replaceAll('\n', ' '),
        id,
      );
    });
  }

  summary(filter: SummaryFilter): SpendSummary {
    const key = JSON.stringify([filter.day, filter.month, filter.sessionId, filter.purpose, filter.site]);
    const known = this.#lastKnown.get(key);
    const read = this.#connection.read((database): KnownSummary => {
      // The status bar asks for half a dozen of them several times with each request.
      const version = sumsVersion(database);
      if (known?.database === database && known.version === version) return known;
      return { database, version, summary: readSummary(database, filter) };
    });
    if (read.ok) {
      this.#lastKnown.set(key, read.value);
      const { summary } = read.value;
      return this.unbookedReceipts === 0 ? summary : { ...summary, stale: true };
    }
    return { ...(known?.summary ?? noSpend), stale: true };
  }

  lastMinute(currency: Currency): Pico {
    const room = this.#connection.read((database) => minuteRoom(database, currency, 0n, this.#uptimeMs()));
    return room.ok ? room.value.spentPico + room.value.reservedPico : 0n;
  }

  startMinuteAnew(): Promise<Result<void>> {
    return this.#connection.write(forgetMinute);
  }

  onDidChange(listener: () => void): { dispose(): void } {
    return this.#connection.onDidChange(listener);
  }

  /** What is gone from each budget that applies to a purpose, as `admit` counts it. */
  rooms(
    currency: Currency,
    purpose: Purpose,
    day: string,
    limits: BudgetLimits,
  ): Result<readonly BudgetRoom[]> {
    return this.#connection.read((database) =>
      readRooms(database, currency, purpose, day, limits, this.#uptimeMs()),
    );
  }

  /** The receipt booked under an id, if any. */
  receipt(id: string): Promise<Result<Receipt | undefined>> {
    return this.#connection.readSoon((database) => findReceipt(database, id));
  }

  /**
   * Vouches for a window's reservations for another lease, and books those of windows that died. Called every
   * `leaseRenewMs` for as long as the window lives.
   */
  renew(windowId: string, nowMs: number): Promise<Result<void>> {
    return this.#connection.write((database) => {
      const untilMs = BigInt(Math.round(nowMs) + leaseMs);
      database.run('UPDATE reservations SET lease_until_ms = ? WHERE window_id = ?', untilMs, windowId);
      database.run(
        'INSERT INTO windows (id, lease_until_ms) VALUES (?, ?) ON CONFLICT DO UPDATE SET lease_until_ms = excluded.lease_until_ms',
        windowId,
        untilMs,
      );
      bookLapsed(database, nowMs);
    });
  }

  /** The last act of a window: what it has not settled is booked as an estimate at once. One try, no waiting. */
  leave(windowId: string): Result<void> {
    return this.#connection.writeNow((database) => {
      for (const [id, late] of this.#late) bookLate(database, id, late);
      for (const { id, reservation } of allReservations(database)) {
        if (reservation?.request.windowId !== windowId) continue;
        settleIn(database, lostReceipt(reservation));
        dropReservation(database, id);
      }
      database.run('DELETE FROM windows WHERE id = ?', windowId);
    });
  }

  /** Tries once more to write what could not be written. Called with every poll. */
  async bookLate(): Promise<void> {
    if (this.#bookingLate || this.#late.size === 0) return;
    this.#bookingLate = true;
    try {
      for (const [id, late] of [...this.#late]) await this.#now(id, late);
    } finally {
      this.#bookingLate = false;
    }
  }

  async #now(id: string, late: Late): Promise<Result<void>> {
    const result = await this.#connection.book((database) => bookLate(database, id, late));
    if (result.ok) {
      if (this.#late.get(id) === late) this.#late.delete(id);
    } else if (passing.includes(ledgerCauseOf(result.failure))) {
      this.#keep(id, late);
    }
    return result;
  }

  /** Of two writings of the same id the one that says more is kept. */
  #keep(id: string, late: Late): void {
    const kept = this.#late.get(id);
    if (kept !== undefined && kept !== 'release') {
      if (late === 'release' || !supersedes(late, kept)) return;
    }
    this.#late.set(id, late);
  }
}

function bookLate(database: Database, id: string, late: Late): void {
  if (late === 'release') {
    dropReservation(database, id);
    countEnded(database, id, 0n);
  } else settleIn(database, late);
}

function admitIn(
  database: Database,
  request: AdmitRequest,
  limits: BudgetLimits,
  uptimeMs: number,
): Admission {
  const open = bookLapsed(database, request.nowMs);
  if (database.get('SELECT 1 FROM receipts WHERE id = ?', request.id) !== undefined) {
    return { kind: 'failed', failure: ledgerFailure('alreadyBooked', request.id) };
  }
  const reserved = open.find(({ id }) => id === request.id)?.reservation;
  if (reserved !== undefined) {
    const { outputTokens, limitedBy } = reserved;
    return { kind: 'admitted', outputTokens, ...(limitedBy === undefined ? {} : { limitedBy }) };
  }
  const { currency, purpose, day } = request;
  const rooms = currency === null ? [] : readRooms(database, currency, purpose, day, limits, uptimeMs);
  const decision = decide(request, rooms);
  if (decision.kind === 'refused') return decision;
  if (boundPico(request, decision.outputTokens) > mostBookablePico) {
    return { kind: 'failed', failure: ledgerFailure('beyondBelief') };
  }
  putReservation(database, request, decision.outputTokens, decision.limitedBy);
  countStarted(database, request, decision.outputTokens, uptimeMs);
  return decision;
}

function settleIn(database: Database, receipt: Receipt): void {
  dropReservation(database, receipt.id);
  countEnded(database, receipt.id, receipt.highPico);
  if (addReceipt(database, receipt)) {
    countReceipt(database, receipt, 1);
    return;
  }
  const booked = findReceipt(database, receipt.id);
  if (booked === undefined) {
    // A row that nobody can read: it was meddled with.
    putReceipt(database, receipt);
    countReceipt(database, receipt, 1);
    return;
  }
  if (!supersedes(receipt, booked)) return;
  const kept = replacing(receipt, booked);
  countReceipt(database, booked, -1);
  putReceipt(database, kept);
  countReceipt(database, kept, 1);
}

function bookAsLost(database: Database, id: string): void {
  const reservation = findReservation(database, id);
  if (reservation !== undefined) settleIn(database, lostReceipt(reservation));
}

/** Books what dead windows have left; the reservations that are still open. */
function bookLapsed(database: Database, nowMs: number): ReturnType<typeof allReservations> {
  return allReservations(database).filter(({ id, reservation }) => {
    if (reservation !== undefined && !hasLapsed(reservation.leaseUntilMs, nowMs)) return true;
    if (reservation !== undefined) settleIn(database, lostReceipt(reservation));
    dropReservation(database, id);
    return false;
  });
}
