"""Drawings of synfin-client trace that are kept as files, with all masked that is another in each run.

SYNFIN_GOLDEN=write writes them anew: they are read by people, so look at what has changed.
"""

import difflib
import os
import re
from pathlib import Path

FOLDER = Path(__file__).parent / "golden" / "trace"
WIDTH = 80
WRITE = os.environ.get("SYNFIN_GOLDEN") == "write"


def masked(drawing, numbers=False):
    """The drawing down to its last arrow, without times and without the port that a kernel chose; `numbers`: without
    sizes and sequence numbers, too, which depend on a certificate's or a program's own."""
    lines = [_masked_line(line, numbers) for line in drawing.splitlines()]
    last = max((number for number, line in enumerate(lines) if "│" in line), default=-1)
    return "\n".join(lines[: last + 1])


def _masked_line(line, numbers):
    line = re.sub(r"(client \S+:)\d{5}\b", r"\1PORT ", line)
    line = re.sub(r"│ \d+ s more", "│ TIME more", line)
    line = re.sub(r"^([=~<]).{14}(?=│)", r"\1       TIME   ", line)
    if line.startswith("── "):
        line = re.sub(r", [\d.]+ s later", ", TIME later", line).rstrip("─").ljust(WIDTH, "─")
    arrow = re.search(r"│(◀─ |── )(.*?)( ─*)(▶?│)", line)
    if arrow and numbers:
        words = re.sub(r"[\d,]+ B\b", "N B", arrow[2])
        words = re.sub(r"\b(seq|ack) [\d,]+", r"\1 N", words) if "SYN" not in words else words
        shaft = arrow[3] + "─" * (len(arrow[2]) - len(words))
        line = line[: arrow.start()] + f"│{arrow[1]}{words}{shaft}{arrow[4]}" + line[arrow.end() :]
    return line.rstrip()


def story(drawing, told, said, status, numbers=False):
    """A golden file's text: the drawing, what the JSON `told` sums up, and how the program ended."""
    text = masked(drawing, numbers) + "\n\n"
    if told:
        summary = told["summary"]
        for key in ("closed_first", "reset_by", "time_wait"):
            if key in summary:
                text += f"{key}: {summary[key]}\n"
        text += "".join(f"remark: {_masked_remark(each, numbers)}\n" for each in summary["remarks"])
    return text + f"exit {status}" + (f": {said.strip()}" if said.strip() else "") + "\n"


def _masked_remark(remark, numbers):
    return re.sub(r"[\d,]+ B\b", "N B", remark) if numbers else remark


def difference(name, text):
    """How `text` differs from the file of that name; empty if it does not."""
    path = FOLDER / f"{name}.txt"
    if WRITE:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    wanted = path.read_text(encoding="utf-8") if path.exists() else ""
    return "\n".join(difflib.unified_diff(wanted.splitlines(), text.splitlines(), str(path), "this run", lineterm=""))
