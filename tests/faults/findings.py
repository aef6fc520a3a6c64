"""What became of hostile files. Imports nothing of digitpad, which may have to be instrumented first."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@dataclass(slots=True)
class Fault:
    """A kind of fault, and the smallest input that brings it about."""

    reader: str
    kind: str
    trace: str
    content: bytes
    times: int = 1


@dataclass(slots=True)
class Findings:
    """What became of many inputs."""

    inputs: int = 0
    read: int = 0  # that gave a value
    refused: int = 0
    slowest: float = 0.0  # seconds
    slowest_reader: str = ""
    most_memory: int = 0  # bytes
    faults: dict[str, Fault] = field(default_factory=dict)

    def note(self, reader: str, kind: str, trace: str, content: bytes) -> None:
        """Note a fault; of one kind the smallest input is kept."""
        known = self.faults.get(f"{reader}: {kind}")
        if known is None:
            self.faults[f"{reader}: {kind}"] = Fault(reader, kind, trace, content)
        else:
            known.times += 1
            if len(content) < len(known.content):
                known.trace, known.content = trace, content

    def save(self, folder: Path) -> None:
        """Write the smallest input of each kind of fault, as it was before it was packed, and its trace."""
        folder.mkdir(parents=True, exist_ok=True)
        for number, fault in enumerate(self.faults.values()):
            (folder / f"{number:02} {fault.reader}").write_bytes(fault.content)
            (folder / f"{number:02} {fault.reader}.txt").write_text(f"{fault.kind}, {fault.times} times\n{fault.trace}")

    def lines(self) -> Iterator[str]:
        """Yield what there is to say of faults, a line each."""
        for fault in self.faults.values():
            last = fault.trace.strip().splitlines()[-1:] or [""]
            yield f"{fault.reader}: {fault.kind}, {fault.times} times, {len(fault.content)} bytes: {last[0][:200]}"
