"""What keeps the settings of the form from being trained, in words, and what would mend it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from digitpad.config.dataset_info import DATASETS, DatasetName
from digitpad.data.locations import is_present, missing_dataset
from digitpad.gui.widgets.number_text import megabytes, translated

if TYPE_CHECKING:
    from digitpad.gui.training.form.fields import Fields

PENS = DatasetName.PENDIGITS


@dataclass(frozen=True, slots=True)
class Obstacle:
    """Why a run cannot start."""

    title: str
    detail: str
    field: str | None = None  # the setting to look at; None if no one setting is at fault
    dataset: DatasetName | None = None  # what would mend it, once it is fetched


def find_obstacle(fields: Fields, clash: str) -> Obstacle | None:
    """Return the first thing to mend, data that is missing before all else; None if nothing is wrong.

    `fields`: marked with what is wrong with each; `clash`: why settings that are valid alone do not go together.
    """
    wrong = [setting.name for setting in fields.settings if fields[setting.name].problem]
    wrong.sort(key=lambda name: name not in {"dataset", "ink_path"})
    if not wrong:
        return Obstacle(_translate("These settings do not go together"), clash) if clash else None
    name = wrong[0]
    title = _translate("“{field}” needs another look").format(field=fields[name].label)
    detail, dataset = fields[name].problem, None
    if name == "dataset" and not is_present(fields.value(name)):
        dataset = fields.value(name)
        title = translated(missing_dataset(dataset))[0]
        if DATASETS[dataset].files:
            detail = _origin(dataset)
        else:
            dataset = None  # MNIST comes with digitpad, or not at all
    elif name == "ink_path":
        dataset = PENS
        if not fields.texts[name].text:
            title = _translate("The pen strokes are missing")
            detail = _translate("These settings learn from pen strokes as well, such as UCI's pen digits.")
        if not is_present(PENS):
            detail += " " + _origin(PENS)
    if len(wrong) > 1:
        detail += " " + _translate("More settings need a look after that.")
    return Obstacle(title, detail, name, dataset)


def _origin(name: DatasetName) -> str:
    facts = DATASETS[name]
    words = _translate("They are fetched once, {size}\N{NO-BREAK SPACE}MB from {site}, and checked.")
    if name is not PENS:
        words = _translate("It is fetched once, {size}\N{NO-BREAK SPACE}MB from {site}, and checked.")
    return words.format(size=megabytes(facts.download_size), site=facts.site.split("/")[2])


def _translate(text: str) -> str:
    return QCoreApplication.translate("Obstacle", text)
