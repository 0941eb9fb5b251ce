"""The command line of `bench/accuracy`, and the run it asks for."""

import argparse
import contextlib
import datetime
import os
import pathlib
import shlex
import shutil
import signal
import subprocess
import sys
import tempfile

from comparison import machine, packages

from . import experiments, namespace, report
from .awake import awake
from .experiments import DISTRIBUTIONS, Bench
from .loads import LOADS, Errand, Load

REPOSITORY = pathlib.Path(__file__).resolve().parents[2]
OURS = ("truth_server", "synfin-client")
PARTS = ("distributions", "stall", "rates")


def main() -> int:
    wanted = parsed()
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda caught, _: sys.exit(128 + caught))
    try:
        loads = contestants(wanted)
        namespace.enter()
        return judge(wanted, loads)
    except KeyboardInterrupt:
        return 130
    except (RuntimeError, OSError) as failure:
        print(f"accuracy: {failure}", file=sys.stderr)
        return 1


def parsed() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bench/accuracy", description="what load generators say, held against the truth")
    parser.add_argument("--quick", action="store_true", help="shorter runs: a look, not a figure to quote")
    parser.add_argument("--only", metavar="PART", action="append", choices=PARTS, help=f"{', '.join(PARTS)}; repeatable")
    parser.add_argument("--without", metavar="NAME", action="append", default=[], choices=[load.name for load in LOADS],
                        help="leave a load generator out; repeatable")
    parser.add_argument("--markdown", action="store_true", help="the tables as Markdown, after the text")
    parser.add_argument("--save", action="store_true", help="keep the figures in bench/results/DATE-COMMIT-accuracy.json")
    parser.add_argument("--no-install", action="store_true", help="do without the tools that are not installed")
    parser.add_argument("--programs", type=pathlib.Path, metavar="DIR", default=REPOSITORY / "build/release/bin",
                        help="where synfin and the truth server were built (build/release/bin)")
    wanted = parser.parse_args()
    wanted.only = wanted.only or list(PARTS)
    return wanted


def contestants(wanted: argparse.Namespace) -> tuple[Load, ...]:
    """The loads that can be had. Installs what is missing, while there still is a network to do so."""
    unbuilt = [name for name in OURS if not (wanted.programs / name).exists()]
    if unbuilt:
        raise RuntimeError(f"not built: {', '.join(unbuilt)}; cmake --preset release && cmake --build --preset release")
    chosen = [load for load in LOADS if load.name not in wanted.without and load.shares not in wanted.without]
    absent = packages.missing({load.program for load in chosen})
    if absent and not wanted.no_install and not os.environ.get(namespace.INSIDE):
        packages.install(absent)
        absent = packages.missing(set(absent))
    if absent:
        print(f"accuracy: goes without {', '.join(absent)}", file=sys.stderr)
    return tuple(load for load in chosen if load.program not in absent)


def judge(wanted: argparse.Namespace, loads: tuple[Load, ...]) -> int:
    before = machine.processors()
    with contextlib.ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="synfin-accuracy-"))
        bench = prepared(pathlib.Path(folder), wanted)
        document = heading(wanted, loads, bench)
        stack.enter_context(awake({bench.server_core, bench.client_core}))
        if "distributions" in wanted.only:
            for delay in DISTRIBUTIONS:
                document["distributions"].append(experiments.distribution(bench, delay, loads))
                print(report.distribution_table(document["distributions"][-1]), end="\n\n", flush=True)
        if "stall" in wanted.only:
            document["stall"] = experiments.stall(bench, loads)
            print(report.stall_table(document["stall"]), end="\n\n", flush=True)
        if "rates" in wanted.only and (load := experiments.open_loop(loads)):
            document["rates"] = experiments.rates(bench, load)
            print(report.rate_table(document["rates"]), end="\n\n", flush=True)
    document["disturbance"] = machine.processors().disturbance_since(before)
    print("of the processors' time meanwhile, other programs had {others:.1%}, other machines {stolen:.1%}"
          .format(**document["disturbance"]))
    if wanted.markdown:
        print("\n" + report.markdown(document))
    if wanted.save:
        print(f"saved: {os.path.relpath(report.save(REPOSITORY / 'bench/results', document))}")
    return 0


def prepared(folder: pathlib.Path, wanted: argparse.Namespace) -> Bench:
    cores = sorted(os.sched_getaffinity(0))
    if len(cores) == 1:
        print("accuracy: one core only: server and client share it, and disturb each other", file=sys.stderr)
    quick = wanted.quick
    return Bench(programs=wanted.programs.resolve(), scratch=folder, server_core=cores[0], client_core=cores[-1],
                 seconds=3 if quick else 10, connections=2, rate=1000, stall_seconds=1 if quick else 2,
                 rate_seconds=3 if quick else 10, rates=(100, 1000, 5000) if quick else (100, 1000, 5000, 10000, 20000))


def heading(wanted: argparse.Namespace, loads: tuple[Load, ...], bench: Bench) -> dict:
    """What the figures belong to; printed, and the start of what `--save` keeps."""
    about, commit = machine.describe(), machine.commit(REPOSITORY)
    versions = {program: version(program, wanted) for program in sorted({load.program for load in loads})}
    print(f"{about['cpu']}, {about['cores']} cores · Linux {about['kernel']} · {about['distribution']} · {commit}")
    print(" · ".join(f"{program} {found}" for program, found in versions.items()), flush=True)
    shown = Errand("URL", pathlib.Path(), bench.scratch, bench.seconds, bench.connections, bench.rate)
    commands = [(load.name, shlex.join(load.command(shown)).replace(f"{bench.scratch}/", ""), load.how) for load in loads]
    for name, command, how in commands:
        print(f"  {name:<14}{command}\n  {'':<14}  {how}")
    print(flush=True)
    now = datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds")
    return {"schema": "synfin.accuracy/1", "taken_at": now, "commit": commit, "quick": wanted.quick, "machine": about,
            "versions": versions, "commands": commands, "distributions": []}


def version(program: str, wanted: argparse.Namespace) -> str:
    if program in machine.VERSION_FLAGS:
        return machine.version(program, str(wanted.programs / program) if program in OURS else shutil.which(program))
    asked = subprocess.run(["dpkg-query", "-W", "-f", "${Version}", packages.PACKAGES[program]], capture_output=True, text=True)
    return asked.stdout.partition("-")[0] or "unknown"  # hey does not tell its own
