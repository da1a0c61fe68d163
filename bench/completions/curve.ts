// A curve through a few measured points.

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** Height at `x`: straight between the points, from the origin to the first, and level after the last, since nobody has to spend more. */
export function interpolated(points: readonly Point[], x: number): number {
  const rising = [{ x: 0, y: 0 }, ...points].toSorted((a, b) => a.x - b.x);
  let before = rising[0] ?? { x: 0, y: 0 };
  for (const point of rising) {
    if (point.x >= x && point.x > before.x)
      return before.y + ((point.y - before.y) * (x - before.x)) / (point.x - before.x);
    before = point;
  }
  return before.y;
}
