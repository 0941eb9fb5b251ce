"""The command line of `bench/compare`, and the run it asks for."""

import argparse
import datetime
import os
import pathlib
import random
import resource
import shutil
import signal
import sys
import tempfile

from . import machine, packages, report
from .clients import CLIENTS, EARLIER_CLIENT
from .measure import ROUNDS, Bench
from .rows import PLAIN, ROWS, Row
from .servers import EARLIER, SERVERS, make_certificate

REPOSITORY = pathlib.Path(__file__).resolve().parents[2]
OUR_PROGRAMS = ("floor_server", "floor_client", "synfin-server", "synfin-client", EARLIER, EARLIER_CLIENT)
NOT_IDLE = ("floor", "nginx-copy")  # holds no more than a few bytes; differs from nginx only while it sends


def main() -> int:
    wanted = parsed()
    if wanted.list:
        for row in ROWS:
            print(f"{row.name:<12} {row.title}")
        return 0
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda caught, _: sys.exit(128 + caught))
    try:
        return compare(wanted)
    except KeyboardInterrupt:
        return 130
    except (RuntimeError, OSError) as failure:
        print(f"compare: {failure}", file=sys.stderr)
        return 1


def parsed() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bench/compare",
                                     description="processor time a request, synfin beside its peers")
    parser.add_argument("--rounds", type=int, help="rounds a row (5; with --quick 2)")
    parser.add_argument("--quick", action="store_true", help="fewer and shorter rounds: a look, not a figure to quote")
    parser.add_argument("--only", metavar="ROW", action="append", choices=[row.name for row in ROWS], help="repeatable")
    parser.add_argument("--without", metavar="NAME", action="append", default=[],
                        choices=sorted({item.name for item in SERVERS + CLIENTS}),
                        help="leave a contestant out; repeatable")
    parser.add_argument("--list", action="store_true", help="the rows")
    parser.add_argument("--save", action="store_true", help="keep the figures in bench/results/DATE-COMMIT.json")
    parser.add_argument("--no-install", action="store_true", help="do without the peers that are not installed")
    parser.add_argument("--programs", type=pathlib.Path, metavar="DIR", default=REPOSITORY / "build/release/bin",
                        help="where synfin and the floors were built (build/release/bin)")
    wanted = parser.parse_args()
    wanted.rounds = wanted.rounds or (2 if wanted.quick else 5)
    return wanted


def compare(wanted: argparse.Namespace) -> int:
    rows = [row for row in ROWS if not wanted.only or row.name in wanted.only]
    contestants = {row.name: contestants_of(row, wanted) for row in rows}
    ours = {item.program for items in contestants.values() for item in items if item.program in OUR_PROGRAMS}
    unbuilt = sorted(name for name in ours | {"floor_server", "floor_client"} if not (wanted.programs / name).exists())
    if unbuilt:
        print(f"compare: not built: {', '.join(unbuilt)}\n"
              "  cmake --preset release && cmake --build --preset release   (or --without synfin)", file=sys.stderr)
        return 1
    raise_descriptor_limit()
    document = heading(wanted, {item.program for items in contestants.values() for item in items})
    before = machine.processors()
    with tempfile.TemporaryDirectory(prefix="synfin-compare-") as folder:
        bench = prepared(pathlib.Path(folder), wanted)
        records = [measured(bench, row, contestants[row.name], wanted.rounds) for row in rows]
    document["rows"] = [record for record in records if record]
    document["disturbance"] = machine.processors().disturbance_since(before)
    print("of the processors' time meanwhile, other programs had {others:.1%}, other machines {stolen:.1%}"
          .format(**document["disturbance"]))
    if wanted.save:
        print(f"saved: {os.path.relpath(report.save(REPOSITORY / 'bench/results', document))}")
    return 0 if all(records) else 1


def measured(bench: Bench, row: Row, contestants: list, rounds: int) -> dict | None:
    """One row, measured and printed; a row that fails is said to have failed and does not stop the others."""
    try:
        samples = [ROUNDS[row.kind](bench, row, contestants, number) for number in range(rounds)]
    except (RuntimeError, OSError) as failure:
        print(f"compare: {row.name} could not be measured: {failure}\n", file=sys.stderr, flush=True)
        return None
    record = report.row_record(row, samples)
    print(report.table(record, row.kind), end="\n\n", flush=True)
    return record


def contestants_of(row: Row, wanted: argparse.Namespace) -> list:
    """Who takes part in a row: all but those left out and those that cannot be had."""
    every = CLIENTS if row.kind in ("client", "open") else SERVERS
    earlier = EARLIER_CLIENT if every is CLIENTS else EARLIER
    left_out = wanted.without + list(NOT_IDLE if row.kind == "idle" else ())
    if not (wanted.programs / earlier).exists():
        left_out.append("before")
    chosen = [item for item in every if item.name not in left_out and item.name in (row.contestants or PLAIN)]
    absent = packages.missing({item.program for item in chosen})
    if absent and not wanted.no_install:
        packages.install(absent)
        absent = packages.missing(set(absent))
    if absent:
        print(f"compare: {row.name} goes without {', '.join(absent)}", file=sys.stderr)
    return [item for item in chosen if item.program not in absent]


def raise_descriptor_limit() -> None:
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))


def heading(wanted: argparse.Namespace, programs: set[str]) -> dict:
    """What the figures belong to; printed, and the start of what `--save` keeps."""
    about, commit = machine.describe(), machine.commit(REPOSITORY)
    paths = {program: str(wanted.programs / program) if program in OUR_PROGRAMS else shutil.which(program)
             for program in sorted(programs & machine.VERSION_FLAGS.keys())}
    versions = {program: machine.version(program, path) for program, path in paths.items()}
    print(f"{about['cpu']}, {about['cores']} cores · Linux {about['kernel']} · {about['distribution']} · {commit}")
    print(" · ".join(f"{program} {found}" for program, found in versions.items()), end="\n\n", flush=True)
    now = datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds")
    return {"schema": "synfin.compare/1", "taken_at": now, "commit": commit, "quick": wanted.quick, "machine": about,
            "versions": versions, "rows": []}


def prepared(folder: pathlib.Path, wanted: argparse.Namespace) -> Bench:
    """The site to serve, and how long and where to run."""
    site = folder / "site"
    site.mkdir()
    for row in ROWS:
        (site / row.path[1:]).write_bytes(random.Random(row.path).randbytes(row.size))
    make_certificate(folder)
    cores = sorted(os.sched_getaffinity(0))
    if len(cores) == 1:
        print("compare: one core only: server and client share it, and disturb each other", file=sys.stderr)
    return Bench(programs=wanted.programs.resolve(), site=site, scratch=folder,
                 server_core=cores[0], client_core=cores[-1],
                 slice_seconds=0.3 if wanted.quick else 0.5, slices=2 if wanted.quick else 4,
                 client_seconds=1 if wanted.quick else 4)
