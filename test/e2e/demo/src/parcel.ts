/** A parcel as the desk takes it in. Weights are grams, sizes are millimetres. */
export interface Parcel {
  readonly id: string;
  readonly weightGrams: number;
  readonly lengthMm: number;
  readonly widthMm: number;
  readonly heightMm: number;
  readonly destination: string;
}

export class ParcelError extends Error {}

const ID_PATTERN = /^[A-Z]{2}\d{8}$/;

/** Reads a parcel from an untrusted record and says which field is wrong. */
export function parseParcel(record: Record<string, unknown>): Parcel {
  const id = String(record.id ?? '');
  if (!ID_PATTERN.test(id)) {
    throw new ParcelError(`id must be two letters and eight digits, got "${id}"`);
  }
  return {
    id,
    weightGrams: positive(record, 'weightGrams'),
    lengthMm: positive(record, 'lengthMm'),
    widthMm: positive(record, 'widthMm'),
    heightMm: positive(record, 'heightMm'),
    destination: String(record.destination ?? ''),
  };
}

function positive(record: Record<string, unknown>, field: string): number {
  const value = Number(record[field]);
  if (!Number.isFinite(value) || value <= 0) {
    throw new ParcelError(`${field} must be a positive number`);
  }
  return value;
}

/** Carriers bill bulky parcels by volume: 5 cm³ count as one gram. */
export function billableGrams(parcel: Parcel): number {
  const volumeCm3 = (parcel.lengthMm * parcel.widthMm * parcel.heightMm) / 1000;
  return Math.max(parcel.weightGrams, Math.ceil(volumeCm3 / 5));
}
