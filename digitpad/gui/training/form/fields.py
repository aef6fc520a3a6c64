"""The fields of the training form: one for each setting of the table, filled from a config and read back."""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QCoreApplication

from digitpad.config.dataset_info import OF_DIGITS, DatasetName
from digitpad.config.model_and_data_settings import StartFrom, StrokesChoice
from digitpad.config.model_spec import DEFAULT_MLP
from digitpad.config.preprocessing_spec import Reading
from digitpad.config.setting import SettingKind
from digitpad.config.settings_table import SETTINGS
from digitpad.config.train_config import CountedIn, Device, InkSource, TrainConfig
from digitpad.data.locations import is_present
from digitpad.errors import require
from digitpad.gui.widgets import form_values
from digitpad.gui.widgets.form_fields import CheckField, ChoiceField, Field, FileField, FolderField, TextField
from digitpad.paths import expanded, is_file
from digitpad.training.devices import present_devices

if TYPE_CHECKING:
    from collections.abc import Callable

    from digitpad.config.setting import Setting
    from digitpad.models.checkpoint import Checkpoint


def _read_ink_path(text: str) -> str:
    title, ask = "There is no such ink file", "Choose a file of labelled pen strokes."
    require(bool(text), title, ask)
    path = expanded(text)
    require(is_file(path), title, "There is no file {path}. Choose another.", path=text)
    return str(path)


_READERS: dict[SettingKind, Callable[[str], object]] = {
    SettingKind.WHOLE: form_values.read_whole,
    SettingKind.WHOLE_OR_NONE: lambda text: form_values.read_whole(text) if text else None,
    SettingKind.NUMBER: form_values.read_number,
    SettingKind.PAIR: form_values.read_betas,
    SettingKind.SIZES: form_values.read_sizes,
    SettingKind.MILESTONES: form_values.read_milestones,
    SettingKind.NAMES: form_values.read_names,
    SettingKind.FILE: _read_ink_path,
}


class Fields:
    """All fields of the form, by the names of their settings."""

    def __init__(self) -> None:
        self.settings = tuple(setting for setting in SETTINGS.values() if setting.label)
        self.checks: dict[str, CheckField] = {}
        self.choices: dict[str, ChoiceField[Any]] = {}
        self.texts: dict[str, TextField] = {}
        for setting in self.settings:
            self._make(setting)
        self.present_devices = present_devices()
        for device in set(Device) - self.present_devices - {Device.CPU}:
            self.choices["device"].allow(device, is_allowed=False)
            self._mark_absent("device", device, is_present=False)

    def __getitem__(self, name: str) -> Field:
        """Return the field of a setting."""
        return self.texts.get(name) or self.checks.get(name) or self.choices[name]

    def value(self, name: str) -> Any:
        """Return the value of a field; raise `ConfigError` if its text is none of its kind."""
        if name in self.texts:
            return _READERS[SETTINGS[name].kind](self.texts[name].text)
        return self.checks[name].is_on if name in self.checks else self.choices[name].value

    def applies(self, name: str) -> bool:
        """Whether a setting means something beside the choices made."""
        return all(self.value(other) in values for other, values in SETTINGS[name].when.items())

    def fill(self, config: TrainConfig) -> None:
        """Put a config into all fields; it starts from new weights."""
        ink = config.ink or InkSource(path=self.texts["ink_path"].text)
        values = {setting.name: setting.value_in(config) for setting in self.settings} | {
            "start": StartFrom.SCRATCH,
            "strokes": StrokesChoice.NONE if config.ink is None else StrokesChoice.FROM_FILE,
            "ink_path": ink.path,
            "ink_share": ink.share,
            "ink_slashed": ink.slashed,
            "hold_out": ink.held_out_writers,
            "length": config.epochs if config.steps is None else config.steps,
            "unit": CountedIn.EPOCHS if config.steps is None else CountedIn.STEPS,
        }
        for name, value in values.items():
            self._put(name, value)

    def fill_model(self, initial: Checkpoint, dataset: DatasetName, folder: str | None) -> None:
        """Put the shape, the preprocessing and the data of a model into their fields."""
        kept = SimpleNamespace(model=initial.spec, preprocessing=initial.preprocessing)
        for setting in self.settings:
            if setting.belongs_to_model:
                self._put(setting.name, setting.value_in(kept))
        self._put("dataset", dataset)
        self._put("folder", folder)

    def show_presence(self) -> None:
        """Show beside each data set whether it is here; some may have been fetched meanwhile."""
        for name in DatasetName:
            self._mark_absent("dataset", name, is_present=name is DatasetName.FOLDER or is_present(name))

    def show_what_applies(self, *, is_tuned: bool) -> None:
        """Show the fields that mean something beside the choices made, and let those be changed that may be."""
        self.choices["reading"].allow(Reading.DIGIT, is_allowed=self.value("dataset") in OF_DIGITS)
        is_by_steps = (self.value("schedule_unit") or self.value("unit")) is CountedIn.STEPS
        for setting in self.settings:
            field = self[setting.name]
            field.setVisible(self.applies(setting.name))
            field.setEnabled(not (is_tuned and setting.belongs_to_model))
            if setting.label_by_steps:
                field.relabel(translate(setting.label_by_steps if is_by_steps else setting.label))

    def _make(self, setting: Setting) -> None:
        label, tooltip, choose = translate(setting.label), translate(setting.tooltip), translate("Choose…")
        match setting.kind:
            case SettingKind.SWITCH:
                self.checks[setting.name] = CheckField(label, tooltip)
            case SettingKind.CHOICE:
                choices = [(translate(text), value) for text, value in setting.choices]
                self.choices[setting.name] = ChoiceField(label, tooltip, choices)
            case SettingKind.FILE:
                pattern = translate("Ink files (*.jsonl *.jsonl.gz *.tra *.tes *.Z);;All files (*)")
                self.texts[setting.name] = FileField(label, tooltip, choose, pattern)
            case SettingKind.FOLDER:
                self.texts[setting.name] = FolderField(label, tooltip, choose)
            case _:
                example = translate(setting.example) or form_values.write_value(setting.value_in(TrainConfig()))
                self.texts[setting.name] = TextField(label, tooltip, example)

    def _put(self, name: str, value: Any) -> None:
        """Put a value into a field; a path and hidden layers stay there for a config that has none."""
        if name in self.checks:
            self.checks[name].check(value)
        elif name in self.choices:
            self.choices[name].choose(value)
        elif value is None and SETTINGS[name].kind is SettingKind.WHOLE_OR_NONE:
            self.texts[name].set_text("")
        elif value or SETTINGS[name].kind not in {SettingKind.FOLDER, SettingKind.SIZES}:
            self.texts[name].set_text(form_values.write_value(value))
        elif name == "hidden_sizes" and not self.texts[name].text:
            self.texts[name].set_text(form_values.write_value(DEFAULT_MLP.hidden_sizes))

    def _mark_absent(self, name: str, value: Any, *, is_present: bool) -> None:
        text = next(translate(text) for text, each in SETTINGS[name].choices if each == value)
        self.choices[name].rename(value, text if is_present else translate("{name} (not here)").format(name=text))


def translate(text: str) -> str:
    """Return a text of the settings table in the user's language."""
    return QCoreApplication.translate("settings", text)
