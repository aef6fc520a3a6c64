"""Hostile files that a fuzzer makes by looking at which lines of digitpad they reach (atheris).

`python -m tests.faults.guided READER INPUTS FILE` gives one reader so many inputs and writes what was found into
a file, a line for each kind of fault.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from importlib.util import find_spec
from pathlib import Path

from tests.faults.findings import Findings

IS_INSTALLED = find_spec("atheris") is not None

PATIENCE = 1800
"""Seconds for one reader."""


def run_guided(reader: str, inputs: int, found: Findings) -> None:
    """Let the fuzzer give a reader so many inputs, in a process of its own, and note what it finds."""
    with tempfile.TemporaryDirectory() as place:
        out = Path(place) / "found"
        command = [sys.executable, "-m", "tests.faults.guided", reader, str(inputs), str(out)]
        done = subprocess.run(command, check=False, capture_output=True, text=True, timeout=PATIENCE)
        lines = out.read_text().splitlines() if out.exists() else []
        for line in lines:
            told = json.loads(line)
            if "inputs" in told:
                found.inputs += told["inputs"]
            else:
                found.note(reader, told["kind"], told["trace"], bytes.fromhex(told["content"]))
        if not any("inputs" in line for line in lines):
            found.note(reader, "the fuzzer's process ended", done.stderr[-2000:], b"")


def fuzz(name: str, inputs: int, out: Path) -> None:
    """Give one reader so many inputs; never return."""
    import atheris  # noqa: PLC0415 - an extra

    with atheris.instrument_imports(include=["digitpad"]):
        from tests.faults.readers import all_readers  # noqa: PLC0415 - instrumented as it is imported

        readers = all_readers()
    from tests.faults.hostile import Reading  # noqa: PLC0415 - imports readers, too

    reader = next(reader for reader in readers if reader.name == name)
    found, place = Findings(), tempfile.TemporaryDirectory()
    tempfile.tempdir = place.name  # what a reader copies for itself is not written elsewhere
    corpus = Path(place.name) / "corpus"
    corpus.mkdir()
    (corpus / "seed").write_bytes(reader.seed())
    file = out.open("w", buffering=1)
    reading: list[Reading] = []

    def one(content: bytes) -> None:
        if not reading:
            reading.append(Reading(Path(place.name)))
        outcome, trace, _ = reading[0].of(reader, content)
        found.inputs += 1
        if outcome not in {"read", "refused"}:
            known = found.faults.get(f"{name}: {outcome}")
            found.note(name, outcome, trace, content)
            if known is None or len(content) < len(known.content):
                file.write(json.dumps({"kind": outcome, "trace": trace, "content": content.hex()}) + "\n")
        if found.inputs == inputs:
            file.write(json.dumps({"inputs": found.inputs}) + "\n")

    atheris.Setup([sys.argv[0], f"-atheris_runs={inputs + 10}", "-max_len=65536", "-verbosity=0", str(corpus)], one)
    atheris.Fuzz()


if __name__ == "__main__":
    fuzz(sys.argv[1], int(sys.argv[2]), Path(sys.argv[3]))
