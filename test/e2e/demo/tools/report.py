"""Prints a daily report over a CSV file of parcels: how many, how heavy, what they cost."""

import csv
import sys
from dataclasses import dataclass

STEP_CENTS = {
    "local": 120,
    "national": 180,
    "remote": 310,
}


@dataclass
class Row:
    parcel_id: str
    zone: str
    weight_grams: int


def read_rows(path: str) -> list[Row]:
    with open(path, encoding="utf-8", newline="") as file:
        return [Row(r["id"], r["zone"], int(r["weight_grams"])) for r in csv.DictReader(file)]


def price_cents(row: Row) -> int:
    steps = -(-row.weight_grams // 500)
    return 450 + steps * STEP_CENTS[row.zone]


def summarize(rows: list[Row]) -> dict[str, int]:
    """Sums of weight and price by zone."""
    totals: dict[str, int] = {}
    for row in rows:
        totals[row.zone] = totals.get(row.zone, 0) + price_cents(row)
    return totals


def main() -> None:
    rows = read_rows(sys.argv[1])
    print(f"{len(rows)} parcels, {sum(row.weight_grams for row in rows) / 1000:.1f} kg")
    for zone, cents in sorted(summarize(rows).items()):
        print(f"  {zone:<10} {cents / 100:>8.2f}")


if __name__ == "__main__":
    main()
