import { type Parcel, parseParcel } from './parcel.ts';
import { priceCents, totalCents } from './tariff.ts';
import { lateParcels, type Scan, type Status, statusOf } from './tracking.ts';

export interface Receipt {
  readonly id: string;
  readonly cents: number;
}

/** The counter of one town: takes parcels in, collects scans, answers where a parcel is. */
export class Desk {
  readonly #origin: string;
  readonly #parcels = new Map<string, Parcel>();
  readonly #scans: Scan[] = [];

  constructor(origin: string) {
    this.#origin = origin;
  }

  accept(record: Record<string, unknown>, atMs: number): Receipt {
    const parcel = parseParcel(record);
    this.#parcels.set(parcel.id, parcel);
    this.scan({ parcelId: parcel.id, station: 'accepted', place: this.#origin, atMs });
    return { id: parcel.id, cents: priceCents(parcel, this.#origin) };
  }

  scan(scan: Scan): void {
    this.#scans.push(scan);
  }

  where(parcelId: string): Status | undefined {
    return statusOf(this.#scans, parcelId);
  }

  late(nowMs: number): string[] {
    return lateParcels(this.#scans, nowMs);
  }

  takings(): number {
    return totalCents([...this.#parcels.values()], this.#origin);
  }
}
