"""The figures as tables: text for a terminal, Markdown for a README."""

import datetime
import json
import pathlib

MARKS = {True: "✓", False: "✗"}


def duration(us: float) -> str:
    """Three digits and a unit."""
    size = abs(us)
    for bound, scale, unit in ((1e3, 1, "µs"), (1e6, 1e3, "ms")):
        if size < bound:
            return f"{digits(us / scale)} {unit}"
    return f"{digits(us / 1e6)} s"


def digits(value: float) -> str:
    size = abs(value)
    return f"{value:.0f}" if size >= 100 else f"{value:.1f}" if size >= 10 else f"{value:.2f}"


def signed(us: float) -> str:
    return ("+" if us >= 0 else "−") + duration(abs(us))


def off_by(figure: dict) -> str:
    """`+12.0 µs +1.1% ✓`"""
    return f"{signed(figure['off_us'])} {figure['off']:+.1%} {MARKS[figure['within']]}"


def resets(load: dict) -> str:
    return f"{load['resets']} of {load['connections']}"


def distribution_table(record: dict) -> str:
    lines = [f"{record['delay']}: what each says, by how much that differs from the truth of its own run, ✓ within 1 % or 50 µs",
             f"  {'':<14}{'req/s':>7}" + "".join(f"{name:>12}{'off by':>22}" for name in ("p50", "p90", "p99")) + "   ended by RST"]
    for load in record["loads"]:
        cells = "".join(f"{figure['said']:>12}{off_by(figure):>22}" for figure in load["percentiles"].values())
        lines.append(f"  {load['name']:<14}{load['per_second']:>7,.0f}{cells}   {resets(load)}")
    return "\n".join(lines)


def stall_table(record: dict) -> str:
    lines = [f"A server that stood still for {record['stall_s']} of {record['seconds']} s: what was due meanwhile, as each tells it",
             f"  {'':<14}{'req/s':>7}{'p99':>10}{'due':>10}{'max':>10}{'over half':>11}{'due':>9}"]
    for load in record["loads"]:
        lines.append(f"  {load['name']:<14}{load['rate']:>7,.0f}{duration(load['p99_us']):>10}"
                     f"{duration(load['expected_p99_us']):>10}{duration(load['max_us']):>10}"
                     f"{load['over_half']:>11,}{load['expected_over_half']:>9,}")
    return "\n".join(lines)


def rate_table(record: dict) -> str:
    lines = [f"synfin --rate over {record['seconds']} s: what arrived by the kernel's stamps, and how late the client was",
             f"  {'asked for':>10}{'said':>12}{'arrived':>12}{'off by':>10}{'lag p50':>10}{'p90':>10}{'p99':>10}{'max':>10}"]
    for row in record["rates"]:
        lag = "".join(f"{duration(value):>10}" for value in row["lag_us"].values())
        lines.append(f"  {row['rate']:>10,}{row['said']:>12,.1f}{row['arrived']:>12,.1f}{row['off']:>+10.3%}{lag}")
    return "\n".join(lines)


def markdown(document: dict) -> str:
    parts = ["Each cell: what the tool says, and by how much that differs from the truth of its own run; ✓ is within 1 % or 50 µs.", ""]
    for record in document["distributions"]:
        parts += [f"| `{record['delay']}` | p50 | p90 | p99 | ended by RST |", "| --- | --- | --- | --- | --- |"]
        for load in record["loads"]:
            cells = (f"{figure['said']} ({off_by(figure)})" for figure in load["percentiles"].values())
            parts.append(f"| {load['name']} | {' | '.join(cells)} | {resets(load)} |")
        parts.append("")
    if stalled := document.get("stall"):
        parts += [f"| stopped {stalled['stall_s']} of {stalled['seconds']} s | requests/s | p99 (due) | max | over half the stop (due) |",
                  "| --- | --- | --- | --- | --- |"]
        for load in stalled["loads"]:
            parts.append(f"| {load['name']} | {load['rate']:,.0f} | {duration(load['p99_us'])} ({duration(load['expected_p99_us'])}) | "
                         f"{duration(load['max_us'])} | {load['over_half']:,} ({load['expected_over_half']:,}) |")
        parts.append("")
    if kept := document.get("rates"):
        parts += ["| `--rate` | arrived a second | off by | lag p50 | p99 | max |", "| --- | --- | --- | --- | --- | --- |"]
        for row in kept["rates"]:
            lag = row["lag_us"]
            parts.append(f"| {row['rate']:,} | {row['arrived']:,.1f} | {row['off']:+.3%} | {duration(lag['p50'])} | "
                         f"{duration(lag['p99'])} | {duration(lag['max'])} |")
        parts.append("")
    parts += [f"`bench/accuracy`{' --quick' if document['quick'] else ''}, {document['taken_at'][:10]}, {document['commit']}: "
              f"{document['machine']['cpu']}, {document['machine']['cores']} cores, Linux {document['machine']['kernel']}; "
              + ", ".join(f"{name} {found}" for name, found in document["versions"].items()) + ".", ""]
    parts += [f"- {name}: `{command}`: {how}." for name, command, how in document["commands"]]
    return "\n".join(parts)


def save(folder: pathlib.Path, document: dict) -> pathlib.Path:
    folder.mkdir(exist_ok=True)
    path = folder / f"{datetime.date.today().isoformat()}-{document['commit']}-accuracy.json"
    path.write_text(json.dumps(document, indent=2, ensure_ascii=False) + "\n")
    return path
