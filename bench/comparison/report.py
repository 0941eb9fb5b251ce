"""The report: medians over rounds, ratios within rounds, targets met or not; as a table and as JSON."""

import datetime
import json
import pathlib
from statistics import median

from .measure import Sample
from .rows import REFERENCES, Row, Target

Rounds = list[dict[str, Sample]]


def spread(values: list[float]) -> dict[str, float]:
    return {"median": round(median(values), 4), "min": round(min(values), 4), "max": round(max(values), 4)}


def figures(rounds: Rounds, name: str, field: str = "figure") -> list[float]:
    return [value for samples in rounds if (value := getattr(samples[name], field)) is not None]


def ratios(rounds: Rounds, name: str, reference: str) -> list[float]:
    """A ratio is taken within a round, where both sides met the same machine, and only then over the rounds."""
    return [samples[name].figure / samples[reference].figure for samples in rounds if samples[reference].figure]


def verdict(rounds: Rounds, target: Target) -> dict | None:
    """How synfin stands to a target; None when one of the two was not measured."""
    if "synfin" not in rounds[0] or (target.reference and target.reference not in rounds[0]):
        return None
    values = ratios(rounds, "synfin", target.reference) if target.reference else figures(rounds, "synfin")
    return {"reference": target.reference, "at_most": target.factor, **spread(values),
            "met": median(values) <= target.factor}


def row_record(row: Row, rounds: Rounds) -> dict:
    contestants = {}
    for name in rounds[0]:
        record = spread(figures(rounds, name)) | {
            "ratios": {other: spread(ratios(rounds, name, other)) for other in REFERENCES[row.kind]
                       if other in rounds[0] and ratios(rounds, name, other)}}
        for field in ("server_us", "client_us", "requests_per_second"):
            if values := figures(rounds, name, field):
                record[field] = round(median(values), 4)
        contestants[name] = record
    targets = [found for target in row.targets if (found := verdict(rounds, target))]
    return {"name": row.name, "title": row.title, "unit": row.unit, "rounds": len(rounds), "contestants": contestants,
            "targets": targets}


def table(record: dict, kind: str) -> str:
    references = [name for name in REFERENCES[kind] if name in record["contestants"]]
    heads = [f"× {name}" for name in references]
    other = {"server": "client_us", "client": "server_us", "open": "server_us"}.get(kind)
    lines = [f"{record['title']}  [{record['name']}]",
             f"  {'':<11}{record['unit']:>16}{'min–max':>19}" + "".join(f"{head:>10}" for head in heads) +
             (f"{other[:6] + ' µs':>12}{'requests/s':>12}" if other else "")]
    for name, found in record["contestants"].items():
        line = f"  {name:<11}{number(found['median']):>16}{number(found['min']) + '–' + number(found['max']):>19}"
        for reference in references:
            ratio = found["ratios"].get(reference)
            line += f"{ratio['median']:>10.2f}" if ratio else f"{'':>10}"
        if other:
            line += f"{number(found[other]):>12}{found['requests_per_second']:>12,.0f}"
        lines.append(line)
    return "\n".join(lines + [target_line(target, record["unit"]) for target in record["targets"]])


def target_line(target: dict, unit: str) -> str:
    factor = target["at_most"]
    wanted = f"{factor:.2f} × {target['reference']}" if target["reference"] else f"{factor} {unit}"
    return (f"  target: synfin ≤ {wanted}: {'met' if target['met'] else 'NOT met'}, "
            f"{target['median']:.2f} ({target['min']:.2f}–{target['max']:.2f})")


def number(value: float) -> str:
    return f"{value:.0f}" if value >= 100 else f"{value:.1f}" if value >= 10 else f"{value:.2f}"


def save(folder: pathlib.Path, document: dict) -> pathlib.Path:
    folder.mkdir(exist_ok=True)
    path = folder / f"{datetime.date.today().isoformat()}-{document['commit']}.json"
    path.write_text(json.dumps(document, indent=2, ensure_ascii=False) + "\n")
    return path
