"""A sweep of one's own: settings to start from, one or two to vary, seeds, and what the best is chosen on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QWidget

from digitpad.config.recipes import RECIPES
from digitpad.config.setting import SettingKind
from digitpad.config.setting_text import value_of
from digitpad.config.settings_table import FORM, SETTINGS
from digitpad.errors import DigitpadError
from digitpad.experiments.estimate import estimate_seconds, run_seconds
from digitpad.experiments.local_engine import usable_cores
from digitpad.experiments.planning import combinations_of
from digitpad.experiments.sweep import Sweep, Variation
from digitpad.gui.experiments.base_request import request_of, with_settings
from digitpad.gui.experiments.naming import setting_label
from digitpad.gui.widgets import controls, theme
from digitpad.gui.widgets.form_fields import ChoiceField, FieldRow, TextField, problem_label
from digitpad.gui.widgets.form_values import read_whole
from digitpad.gui.widgets.number_text import count, duration, translated
from digitpad.training.request import TrainRequest

if TYPE_CHECKING:
    from digitpad.config.setting import Setting
    from digitpad.config.train_config import TrainConfig

_WIDTH = 640
_USUAL_SEEDS, _USUAL_VALIDATION = "3", "10000"

_EXAMPLES = {
    "hidden_sizes": "64;256;256,128,64",
    "learning_rate": "0.01;0.03;0.1;0.3",
    "batch_size": "16;64;256",
    "epochs": "2;5;10",
    "dropout": "0;0.2;0.5",
    "momentum": "0;0.5;0.9",
    "weight_decay": "0;0.0005;0.005",
    "ema_decay": "0;0.99",
    "steps": "1000;5000",
    "schedule": "none;cosine;one-cycle",
    "schedule_every": "1;2",
    "schedule_milestones": "2;2,4",
    "schedule_period": "2;5",
    "schedule_factor": "0.1;0.5",
    "betas": "0.9,0.999;0.8,0.99",
    "image_size": "16;32",
    "images": "1000;5000;0",
    "ink_share": "0.1;0.5",
    "ink_slashed": "0;0.5",
}
"""Values worth comparing, to begin with."""

_LEFT_OUT = frozenset(
    ("seed", "device", "threads", "dataset", "validation", "keep_best", "patience", "measure_without")
)
_KINDS_LEFT_OUT = frozenset((SettingKind.FILE, SettingKind.FOLDER, SettingKind.NAMES))


def settings_to_vary() -> tuple[Setting, ...]:
    """Return the settings whose values one can compare, in the order of the form."""
    in_form = [setting.name for section in FORM for row in section.cells for setting, _ in row]
    names = dict.fromkeys(("hidden_sizes", "learning_rate", "batch_size", *in_form))
    order = {name: place for place, name in enumerate(names)}
    usable = [
        setting
        for setting in SETTINGS.values()
        if setting.help and setting.kind not in _KINDS_LEFT_OUT and setting.name not in _LEFT_OUT
    ]
    return tuple(sorted(usable, key=lambda setting: order.get(setting.name, len(order))))


def example_of(setting: Setting) -> str:
    """Return values of a setting to begin with, as one types them."""
    if setting.kind is SettingKind.SWITCH and setting.option_choices is None:
        return "on;off"
    choices = tuple(setting.option_choices or (value for _, value in setting.choices if value is not None))
    return _EXAMPLES.get(setting.name, ";".join(str(value.value) for value in choices))


class OwnSweepPage(QWidget):
    """A form that makes a `Sweep`; `chosen` carries it when it is to be looked at and started."""

    chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._form_config: TrainConfig | None = None
        self._filled = ["", ""]
        self._sweep: Sweep | None = None
        tr = self.tr
        recipes = [(recipe.title, recipe.name) for recipe in RECIPES if not recipe.needs_ink]
        self.base = ChoiceField[str](
            tr("Settings to start from"),
            tr("What all runs have in common: the settings in the training view as they stand, or those of a recipe"),
            [(tr("As in the training view"), ""), *recipes],
        )
        usable = [(setting_label(_option(setting)), setting) for setting in settings_to_vary()]
        tip = tr("A setting that is to differ between the runs; every value is combined with every value of the other")
        self.settings = (
            ChoiceField["Setting | None"](tr("Vary"), tip, list(usable)),
            ChoiceField["Setting | None"](tr("And vary"), tip, [(tr("nothing else"), None), *usable]),
        )
        tip = tr("Values as on the command line, with semicolons between them, such as 256;256,128")
        self.values = (TextField(tr("Values"), tip), TextField(tr("Values"), tip))
        self.seeds = TextField(
            tr("Seeds"), tr("Runs of every combination, each with chance of its own: one run alone may be luck"), "3"
        )
        self.validation = TextField(
            tr("Validation part"),
            tr("The last so many training images are held out to choose by; 0 chooses by the test images"),
            "10000",
        )
        self.note = controls.label("", theme.Role.MUTED)
        self.problem = problem_label()
        self.summary = controls.label("", theme.Role.HEADING)
        self.go = controls.button(tr("Set up"), tr("Show this sweep, ready to be started"), theme.Role.PRIMARY)
        self._rows = (
            FieldRow(self.settings[0], self.values[0], widths=(2, 3)),
            FieldRow(self.settings[1], self.values[1], widths=(2, 3)),
            FieldRow(self.seeds, self.validation, widths=(2, 3)),
        )
        self._build()
        for which, field in enumerate(self.settings):
            self._fill_example(which)
            field.changed.connect((self._on_first_setting, self._on_second_setting)[which])
        self.base.changed.connect(self.look_again)
        for text in (*self.values, self.seeds, self.validation):
            text.changed.connect(self.look_again)
        self.go.clicked.connect(self._choose)
        self.look_again()

    @property
    def sweep(self) -> Sweep | None:
        """What the fields make; None while one of them cannot work."""
        return self._sweep

    def show_form_config(self, config: TrainConfig | None) -> None:
        """Set what the settings in the training view are; None if they cannot work."""
        self._form_config = config
        self.look_again()

    @Slot()
    def look_again(self) -> None:
        """Read the fields, and show what they amount to or what is wrong with one."""
        for field in (*self.values, self.seeds, self.validation):
            field.show_problem("")
        self.values[1].setVisible(self.settings[1].value is not None)
        amount, trouble = "", ""
        try:
            self._sweep = self._read()
            amount = "" if self._sweep is None else self._amount(self._sweep)
        except DigitpadError as error:
            self._sweep, trouble = None, translated(error)[1]
        for row in self._rows:
            row.show_problems()
        self.problem.setText(trouble)
        self.problem.setVisible(bool(trouble))
        self.go.setEnabled(self._sweep is not None)
        self.summary.setText(amount)
        self.note.setText(self._remark())

    def _build(self) -> None:
        self.seeds.set_text(_USUAL_SEEDS)
        self.validation.set_text(_USUAL_VALIDATION)
        self.note.setWordWrap(True)
        card = controls.Card()
        card.body.setSpacing(theme.CARD_GAP)
        about = controls.label(
            self.tr(
                "Which settings are better is a question for several runs: each combination is trained with several "
                "seeds, and all are laid over one another."
            ),
            theme.Role.MUTED,
        )
        about.setWordWrap(True)
        form = QWidget()
        form.setMaximumWidth(_WIDTH)
        parts = (controls.label(self.tr("A sweep of your own"), theme.Role.HEADING), about, self.base, *self._rows)
        rows = controls.column(*parts, self.note, self.problem, spacing=theme.CARD_GAP, owner=form)
        rows.addLayout(controls.row((self.summary, 1), self.go))
        rows.addStretch(1)
        card.body.addWidget(form)
        controls.column(card, owner=self)

    def _read(self) -> Sweep | None:
        """Return the sweep of the fields; None if one of them cannot work, which then says so."""
        variations = [
            Variation(_option(setting.value), tuple(part.strip() for part in values.text.split(";")))
            for setting, values in zip(self.settings, self.values, strict=True)
            if setting.value is not None
        ]
        seeds, validation = self._whole(self.seeds, least=1), self._whole(self.validation, least=0)
        for setting, field in zip(self.settings, self.values, strict=True):
            if setting.value is not None:
                self._check_values(setting.value, field)
        if seeds is None or validation is None or any(field.problem for field in self.values):
            return None
        varied = [setting.value for setting in self.settings if setting.value is not None]
        base = with_settings(self._base(), {"validation": validation}, varied)
        return Sweep(base=base, variations=tuple(variations), seeds=seeds)

    def _base(self) -> TrainRequest:
        if self.base.value:
            return TrainRequest(recipe=self.base.value)
        if self._form_config is None:
            raise DigitpadError(
                "A setting needs another look",
                "The settings in the training view cannot work. See there, or start from a recipe.",
            )
        return request_of(self._form_config)

    def _check_values(self, setting: Setting, field: TextField) -> None:
        try:
            for text in field.text.split(";"):
                value_of(setting, text)
        except DigitpadError as error:
            field.show_problem(translated(error)[1])

    def _whole(self, field: TextField, least: int) -> int | None:
        try:
            number = read_whole(field.text)
        except DigitpadError as error:
            field.show_problem(translated(error)[1])
            return None
        if number < least:
            field.show_problem(self.tr("Write a whole number of {least} or more.").format(least=least))
            return None
        return number

    def _amount(self, sweep: Sweep) -> str:
        """Return how many runs a sweep is and how long it will take; raise if a combination cannot work."""
        seconds = [run_seconds(each.config) for each in combinations_of(sweep) for _ in range(sweep.seeds)]
        estimate = estimate_seconds(seconds, usable_cores())
        text = self.tr("{runs} runs, about {time} with {processes} side by side")
        return text.format(runs=count(estimate.runs), time=duration(estimate.seconds), processes=estimate.processes)

    def _remark(self) -> str:
        if self.validation.text == "0":
            return self.tr(
                "Without a validation part the test images choose the best, and its figure then says too much: what "
                "was chosen for being best on them is no longer measured by them."
            )
        return self.tr(
            "The best is chosen on training images that no run learns from; the test part is opened once at the end, "
            "for the best alone. So its figure stays honest."
        )

    def _fill_example(self, which: int) -> None:
        """Put values to begin with into a field that has none of the user's own."""
        setting, field = self.settings[which].value, self.values[which]
        if setting is not None and field.text == self._filled[which]:
            self._filled[which] = example_of(setting)
            field.set_text(self._filled[which])

    @Slot()
    def _on_first_setting(self) -> None:
        self._fill_example(0)
        self.look_again()

    @Slot()
    def _on_second_setting(self) -> None:
        self._fill_example(1)
        self.look_again()

    @Slot()
    def _choose(self) -> None:
        if self._sweep is not None:
            self.chosen.emit(self._sweep)


def _option(setting: Setting | None) -> str:
    return "" if setting is None else setting.options[0].removeprefix("--")
