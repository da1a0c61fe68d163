import { billableGrams, type Parcel } from './parcel.ts';

export type Zone = 'local' | 'national' | 'remote';

/** Price in cents for every started step of 500 g. */
const STEP_CENTS: Readonly<Record<Zone, number>> = {
  local: 120,
  national: 180,
  remote: 310,
};

const STEP_GRAMS = 500;
const BASE_CENTS = 450;
const MAX_GRAMS = 30_000;

const REMOTE_REGIONS = new Set(['Lhasa', 'Kashgar', 'Mohe']);

export function zoneOf(parcel: Parcel, origin: string): Zone {
  if (parcel.destination === origin) {
    return 'local';
  }
  return REMOTE_REGIONS.has(parcel.destination) ? 'remote' : 'national';
}

/** What it costs to send a parcel, in cents. */
export function priceCents(parcel: Parcel, origin: string): number {
  const grams = billableGrams(parcel);
  if (grams > MAX_GRAMS) {
    throw new RangeError(`${parcel.id} weighs ${grams} g, the limit is ${MAX_GRAMS} g`);
  }
  const steps = Math.ceil(grams / STEP_GRAMS);
  return BASE_CENTS + steps * STEP_CENTS[zoneOf(parcel, origin)];
}

/** The sum over many parcels, with a tenth off from the tenth parcel on. */
export function totalCents(parcels: readonly Parcel[], origin: string): number {
  let total = 0;
  for (const parcel of parcels) {
    total += priceCents(parcel, origin);
  }
  return parcels.length >= 10 ? Math.round(total * 0.9) : total;
}
