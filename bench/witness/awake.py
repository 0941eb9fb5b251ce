"""Cores that do not fall asleep: waking one takes a virtual machine some 20 µs, which is neither server nor client."""

import contextlib
import subprocess
import sys

from comparison import process

# Runs only where nothing else wants to (SCHED_IDLE, sched(7)), and not longer than who began it.
SPINNER = """
parent = os.getppid()
os.sched_setscheduler(0, os.SCHED_IDLE, os.sched_param(0))
while os.getppid() == parent:
    for _ in range(100_000):
        pass
"""


@contextlib.contextmanager
def awake(cores: set[int]):
    with contextlib.ExitStack() as stack:
        for core in cores:
            stack.callback(process.stop, process.start([sys.executable, "-c", SPINNER], core, subprocess.DEVNULL))
        yield
