"""Note A, step by step: softmax regression and an MLP on MNIST with PyTorch."""

from __future__ import annotations

from typing import TYPE_CHECKING

from digitpad.config.dataset_info import DatasetName, Split
from digitpad.notes.batch import first_batch, titled
from digitpad.notes.walk import NoteName, Outcome, Progress, Step, View, Walk

if TYPE_CHECKING:
    from collections.abc import Generator

    from digitpad.notes.walk import Given


def _show_tensors(given: Given) -> Generator[Progress, None, Outcome]:
    train = given.bench.images(DatasetName.MNIST, Split.TRAIN)
    yield Progress(share=0.5)
    test = given.bench.images(DatasetName.MNIST, Split.TEST)
    batch = first_batch(train, 64)
    return Outcome(
        lines=(*batch.lines, f"test batches of one image: {len(test):,}"),
        images=titled(train, batch.indices[:20]),
        values={**batch.values, "test_batches": len(test)},
    )


WALK = Walk(
    name=NoteName.A,
    title="Softmax regression and an MLP with PyTorch",
    about="A linear model and a network of four layers learn MNIST, and you see every line that does it.",
    steps=(
        Step(
            key="tensors",
            numbers=(1,),
            title="Digits as tensors",
            text="Each image becomes a tensor of 1 x 28 x 28 numbers from 0 to 1: the pixels divided by 255. A loader "
            "shuffles the 60,000 training images and hands them out 64 at a time.",
            code="DataLoader(train, batch_size=64, shuffle=True)",
            verb="Show a batch",
            run=_show_tensors,
            dataset=DatasetName.MNIST,
            view=View.DATA,
        ),
    ),
)
