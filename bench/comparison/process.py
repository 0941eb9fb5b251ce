"""Processes: started on one core, watched through /proc, ended by their own id."""

import os
import pathlib
import select
import signal
import subprocess
from dataclasses import dataclass

TICKS_PER_SECOND = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Finished:
    output: str
    cpu_seconds: float


def start(argv: list[str], core: int, log) -> subprocess.Popen:
    """Starts a program on one core, in a session of its own so that Ctrl-C reaches only us."""
    return subprocess.Popen(argv, stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT,
                            start_new_session=True, preexec_fn=lambda: os.sched_setaffinity(0, {core}))


def stop(process: subprocess.Popen) -> None:
    """SIGTERM, then SIGKILL to the session that `start` made for it."""
    if process.returncode is not None:
        return
    process.terminate()
    try:
        process.wait(5)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def run(argv: list[str], core: int, limit_seconds: float, scratch: pathlib.Path) -> Finished:
    """Runs a program to its end; its processor time is what the kernel accounts at wait4(2)."""
    output, errors = scratch / "client.out", scratch / "client.err"
    with output.open("wb") as out, errors.open("wb") as err:
        process = subprocess.Popen(argv, stdin=subprocess.DEVNULL, stdout=out, stderr=err, start_new_session=True,
                                   preexec_fn=lambda: os.sched_setaffinity(0, {core}))
    try:
        if not wait_for_end(process.pid, limit_seconds):
            raise RuntimeError(f"{argv[0]} did not end within {limit_seconds:.0f} s")
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    finally:
        stop(process)
    if process.returncode != 0:
        raise RuntimeError(f"{' '.join(argv)} ended with {process.returncode}: {tail(errors) or tail(output)}")
    return Finished(output.read_text(errors="replace"), usage.ru_utime + usage.ru_stime)


def wait_for_end(pid: int, limit_seconds: float) -> bool:
    descriptor = os.pidfd_open(pid)
    try:
        poll = select.poll()
        poll.register(descriptor, select.POLLIN)
        return bool(poll.poll(limit_seconds * 1000))
    finally:
        os.close(descriptor)


def tail(path: pathlib.Path) -> str:
    return path.read_text(errors="replace")[-800:].strip()


def family(pid: int) -> list[int]:
    """The process and all that descend from it."""
    children: dict[int, list[int]] = {}
    for entry in pathlib.Path("/proc").iterdir():
        if entry.name.isdigit() and (fields := stat_fields(int(entry.name))):
            children.setdefault(int(fields[1]), []).append(int(entry.name))
    found = [pid]
    for parent in found:
        found.extend(children.get(parent, []))
    return found


def stat_fields(pid: int) -> list[str]:
    """/proc/PID/stat from its third field, `state`, on (see proc(5)); nothing when the process is gone."""
    try:
        return pathlib.Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return []


def cpu_seconds(pids: list[int]) -> float:
    """User and system time of all threads of the processes, living and ended; in steps of a clock tick."""
    ticks = 0
    for pid in pids:
        fields = stat_fields(pid)
        if not fields:
            raise RuntimeError(f"process {pid} ended while it was measured")
        ticks += int(fields[11]) + int(fields[12])
    return ticks / TICKS_PER_SECOND


def anonymous_bytes(pids: list[int]) -> int:
    """Memory of the processes that no file backs."""
    total = 0
    for pid in pids:
        for line in pathlib.Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Anonymous:"):
                total += int(line.split()[1]) * 1024
    return total
