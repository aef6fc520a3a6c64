"""How often the answer while the pen moves is that of the finished ink: ``python tests/bench/live_agreement.py FILE``.

For each sample of an ink file, point by point, the growing field's answer is held against the one-shot answer for
the same points; counted over all moves and over the ends of strokes.
"""

import argparse
from pathlib import Path

from digitpad.ink.ink import Ink
from digitpad.ink.ink_file import read_ink_file
from digitpad.library.library import Library
from digitpad.recognition.recognizer import Recognizer


def main() -> None:
    """Print the shares for both bundled models."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("ink", type=Path)
    parser.add_argument("--samples", type=int, default=300)
    arguments = parser.parse_args()
    samples = read_ink_file(arguments.ink).samples[: arguments.samples]
    for name in ("softmax", "mlp"):
        live, afterwards = (Recognizer(Library.of_user().load(name)) for _ in range(2))
        moves = agreeing_moves = strokes = agreeing_strokes = 0
        for sample in samples:
            ink = Ink()
            for stroke in sample.ink.strokes:
                agrees = False
                for index, point in enumerate(stroke):
                    ink = ink.pen_moved(point) if index else ink.pen_down(point)
                    agrees = live.predict(ink).label == afterwards.predict(ink.pen_up()).label
                    moves += 1
                    agreeing_moves += agrees
                strokes += 1
                agreeing_strokes += agrees
                ink = ink.pen_up()
        print(  # noqa: T201 - this is what the script is for
            f"{name}: {agreeing_moves / moves:.4f} of {moves:,} moves, "
            f"{agreeing_strokes / strokes:.4f} of {strokes:,} ends of strokes"
        )


if __name__ == "__main__":
    main()
