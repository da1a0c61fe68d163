export type Station = 'accepted' | 'sorted' | 'inTransit' | 'outForDelivery' | 'delivered' | 'returned';

export interface Scan {
  readonly parcelId: string;
  readonly station: Station;
  readonly place: string;
  readonly atMs: number;
}

export interface Status {
  readonly station: Station;
  readonly place: string;
  readonly hoursUnderway: number;
}

const HOUR_MS = 3_600_000;

/** Where a parcel is, judged by its latest scan; undefined when nobody has scanned it yet. */
export function statusOf(scans: readonly Scan[], parcelId: string): Status | undefined {
  const own = scans.filter((scan) => scan.parcelId === parcelId).sort((a, b) => a.atMs - b.atMs);
  const first = own[0];
  const last = own.at(-1);
  if (first === undefined || last === undefined) {
    return undefined;
  }
  const hoursUnderway: number = ((last.atMs - first.atMs) / HOUR_MS).toFixed(1);
  return { station: last.station, place: last.place, hoursUnderway };
}

/** Parcels without a scan for longer than they should be. */
export function lateParcels(scans: readonly Scan[], nowMs: number, limitHours = 48): string[] {
  const latest = new Map<string, Scan>();
  for (const scan of scans) {
    const known = latest.get(scan.parcelId);
    if (known === undefined || known.atMs < scan.atMs) {
      latest.set(scan.parcelId, scan);
    }
  }
  return [...latest.values()]
    .filter((scan) => scan.station !== 'delivered' && nowMs - scan.atMs > limitHours * HOUR_MS)
    .map((scan) => scan.parcelId);
}
