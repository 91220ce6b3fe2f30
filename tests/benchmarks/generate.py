"""Writes realistic CSV of any length, the same for the same seed: accents, quotes, newlines in fields, dirt.

Columns: record_id, noc_code, region, year, quarter, employment, median_wage, title. About one line in four carries a
quote, 0.5 % of the titles a newline, 0.1 % of the records one bad value, and 1 % repeat an earlier record exactly.
Codes are random digits, figures are random; nothing of it is data.

    python -m tests.benchmarks.generate employment.csv --rows 1000000
"""

from __future__ import annotations

import argparse
import json
from collections import Counter, deque
from collections.abc import Iterator
from pathlib import Path
from random import Random

import attrs

ROWS = 1_000_000
SEED = 20_260_331
HEADER = "record_id,noc_code,region,year,quarter,employment,median_wage,title\n"
REGIONS = (
    "Baie-du-Héron",
    "Haute-Érable",
    "Rivière-Claire",
    "Tamarack-Centre",
    "Île-aux-Pommes",
    "Northfield",
    "Val-d'Écume",
    "Sainte-Aube",
    "Longue-Pointe",
    "Eastmarsh",
)
WORK = (
    "Tide gauge keeper",
    "Gardienne de marégraphe",
    "Wetland surveyor",
    "Préposé à l'entretien des sentiers",
    "Map drafter",
    "Éclusier",
    "Maître d'œuvre de transition",
    "Help line agent",
    "Wharf repairer",
    "Technicienne en capteurs",
    "Orchard pruner",
    "Réparatrice de petits moteurs",
    "Story hour reader",
    "Aide à domicile en visite",
    "Timber framer",
    "Modélisatrice de prévisions",
)
PLACES = (
    "north shore",
    "rive sud",
    "harbour office",
    "bureau d'arrondissement",
    "river crew",
    "équipe de forêt",
    "mobile unit",
    "atelier de l'île",
    "valley depot",
    "poste d'été",
    "village clinic",
    "école du marais",
)
TITLES = tuple(f"{work} - {place}" for work in WORK for place in PLACES)
COMMENTS = ("senior", "part time", "night shift", "à temps partiel", "relève d'été")
BAD = (
    ("noc_code", "4A112"),
    ("noc_code", "7110"),
    ("region", "Riviere-Claire"),
    ("year", "20l4"),
    ("year", "1889"),
    ("quarter", "5"),
    ("quarter", "1.0"),
    ("employment", "12O4"),
    ("employment", "1e3"),
    ("employment", "1_000"),
    ("employment", "-3"),
    ("median_wage", "31.5O"),
    ("median_wage", "n/a"),
)
"""Values that no contract of this file can take, each a fault that is met in practice."""

REMEMBERED = 5_000
"""Records that may be repeated: the latest ones, so that memory does not grow with the file."""


@attrs.frozen
class Made:
    """What a generated file holds.

    Attributes:
        rows: records without the header.
        bad: records with one bad value, repeated ones too.
        duplicates: good records that repeat an earlier good one.
        newlines: records with a newline inside a field.
    """

    rows: int
    bad: int
    duplicates: int
    newlines: int


@attrs.frozen
class Record:
    """A line with what is known of it."""

    line: str
    is_bad: bool
    has_newline: bool


def records(count: int, seed: int = SEED) -> Iterator[tuple[Record, bool]]:
    """Give records in file order, each with whether it repeats an earlier one."""
    random = Random(seed)
    latest: deque[Record] = deque(maxlen=REMEMBERED)
    for number in range(1, count + 1):
        if latest and random.random() < 0.01:
            yield latest[int(random.random() * len(latest))], True
            continue
        record = _record(number, random)
        latest.append(record)
        yield record, False


def write(path: Path, count: int = ROWS, seed: int = SEED) -> Made:
    """Write a file of so many records and tell what it holds."""
    seen: Counter[str] = Counter()
    with path.open("w", encoding="utf-8", newline="") as file:
        file.write(HEADER)
        for record, repeats in records(count, seed):
            file.write(record.line)
            seen["bad"] += record.is_bad
            seen["duplicates"] += repeats and not record.is_bad
            seen["newlines"] += record.has_newline
    return Made(count, seen["bad"], seen["duplicates"], seen["newlines"])


def _record(number: int, random: Random) -> Record:
    draw = random.random
    employment = int(10 ** (1 + 4 * draw()))
    wage = "" if draw() < 0.03 else f"{15 + 60 * draw():.2f}"
    title, has_newline = _title(draw(), draw(), TITLES[int(draw() * len(TITLES))])
    values = {
        "record_id": str(number),
        "noc_code": f"{int(draw() * 500) * 173 % 100_000:05d}",
        "region": REGIONS[int(draw() * len(REGIONS))],
        "year": str(2015 + int(draw() * 10)),
        "quarter": str(1 + int(draw() * 4)),
        "employment": str(employment),
        "median_wage": wage,
        "title": title,
    }
    is_bad = draw() < 0.001
    if is_bad:
        column, value = BAD[int(draw() * len(BAD))]
        values[column] = value
    return Record(",".join(values.values()) + "\n", is_bad, has_newline)


def _title(kind: float, which: float, title: str) -> tuple[str, bool]:
    """Give the title as it stands in the file, and whether it has a newline."""
    comment = COMMENTS[int(which * len(COMMENTS))]
    if kind < 0.005:
        return f'"{title}\n({comment})"', True
    if kind < 0.15:
        return f'"{title}, {comment}"', False
    if kind < 0.24:
        return f'"{title} ""{comment}"""', False
    return title, False


def main() -> None:
    """Write one file, as the command line asks."""
    parser = argparse.ArgumentParser(description="write realistic CSV")
    parser.add_argument("path", type=Path)
    parser.add_argument("--rows", type=int, default=ROWS)
    parser.add_argument("--seed", type=int, default=SEED)
    asked = parser.parse_args()
    print(json.dumps(attrs.asdict(write(asked.path, asked.rows, asked.seed))))


if __name__ == "__main__":
    main()
