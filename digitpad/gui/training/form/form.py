"""The settings of a run, as a form: what stands in it is a `TrainConfig`, or its fields say why not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from digitpad.config.dataset_info import DATASETS, DatasetName
from digitpad.config.model_spec import DEFAULT_MLP
from digitpad.config.preprocessing_spec import Preprocessing, reading_for
from digitpad.config.train_config import TrainConfig
from digitpad.data.locations import absent, is_present
from digitpad.errors import ConfigError
from digitpad.gui.training.form.fields import DataFields, ModelFields, StartFrom
from digitpad.gui.training.form.fill import (
    fill_config,
    fill_dataset,
    fill_model,
    fill_preprocessing,
    show_what_applies,
)
from digitpad.gui.training.form.layout import FormLayout
from digitpad.gui.training.form.read import Fields, dataset_of, read_config
from digitpad.gui.training.form.training_step_fields import MachineFields, StepFields
from digitpad.gui.widgets import controls, theme
from digitpad.gui.widgets.number_text import count, translated

if TYPE_CHECKING:
    from collections.abc import Sequence

    from digitpad.errors import DigitpadError
    from digitpad.models.checkpoint import Checkpoint

DEFAULT_CONFIG = TrainConfig(model=DEFAULT_MLP, preprocessing=Preprocessing().with_mean_std(), epochs=5, momentum=0.9)
"""What the form starts with: a perceptron that reads 97 to 98 % of MNIST after half a minute."""


class SettingsForm(QWidget):
    """Every setting of a run; `changed` tells that one was."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.model = ModelFields(self)
        self.data = DataFields(self)
        self.steps = StepFields(self)
        self.machine = MachineFields(self)
        self._fields = Fields(self.model, self.data, self.steps, self.machine)
        self.parts = FormLayout(self._fields, self)
        self._initial: tuple[str, Checkpoint] | None = None
        self._filled = DEFAULT_CONFIG
        self._config: TrainConfig | None = None
        self._is_filling = False
        self._summary = controls.label("", theme.Role.MUTED)
        self._summary.setWordWrap(True)
        self._build()
        self._listen()
        self.data.show_presence()
        self.fill(DEFAULT_CONFIG)

    @property
    def config(self) -> TrainConfig | None:
        """What the form says; None while a field says what cannot work."""
        return self._config

    @property
    def can_start(self) -> bool:
        """Whether that can be trained here and now."""
        return self._config is not None and not self.problems

    @property
    def initial(self) -> Checkpoint | None:
        """The checkpoint to fine-tune; None for new weights."""
        return None if self._tuned is None else self._tuned[1]

    @property
    def problems(self) -> tuple[str, ...]:
        """What is wrong, one sentence or two for each field."""
        return tuple(field.problem for field in self.parts.fields if field.problem)

    @property
    def summary(self) -> str:
        """What the settings amount to."""
        return self._summary.text()

    @property
    def ink_path(self) -> str:
        """The ink file as it stands in its field, be it there or not."""
        return self.data.ink_path.text

    @property
    def _tuned(self) -> tuple[str, Checkpoint] | None:
        return self._initial if self.model.start.value is StartFrom.CURRENT else None

    def fill(self, config: TrainConfig) -> None:
        """Put a config into the fields; it starts from new weights, unless it fine-tunes the model at hand."""
        self._filled = config
        self._is_filling = True
        try:
            fill_config(self._fields, config)
            if self._initial is not None and config.initial == self._initial[0]:
                self.model.start.choose(StartFrom.CURRENT)
        finally:
            self._is_filling = False
        self._update()

    def set_current_model(self, name: str, checkpoint: Checkpoint) -> None:
        """Tell which model reads the pad: the one that can be fine-tuned."""
        self._initial = (name, checkpoint)
        self.model.start.allow(StartFrom.CURRENT, is_allowed=True)
        self.model.start.rename(StartFrom.CURRENT, self.tr("Fine-tune {name}").format(name=name))
        self._take_up_start()

    def forget_current_model(self) -> None:
        """Take fine-tuning away: there is no model to go on from."""
        self._initial = None
        self.model.start.choose(StartFrom.SCRATCH)
        self.model.start.allow(StartFrom.CURRENT, is_allowed=False)
        self._update()

    def set_editable(self, is_editable: bool) -> None:  # noqa: FBT001 - a setter, like Qt's
        """Let the fields be changed, or only read while a run uses them."""
        self.parts.set_editable(is_editable)

    def look_for_data(self) -> None:
        """See anew which data sets are here."""
        self.data.show_presence()
        self._update()

    def show_left_out(self, problems: Sequence[DigitpadError]) -> None:
        """Tell which lines of the ink file a run leaves out."""
        first = translated(problems[0])[1]
        more = len(problems) - 1
        text = self.tr("Left out: {first}").format(first=first)
        if more:
            text = self.tr("Left out: {first} And {more} more lines.").format(first=first, more=count(more))
        self.parts.ink_row.show_text(text)
        self.parts.data_section.open()

    def _build(self) -> None:
        content = QWidget()
        controls.mark(content, theme.Role.FORM)
        column = QVBoxLayout(content)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.CONTROL_GAP)
        self.parts.build(column)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # it follows the field that has the focus
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setWidget(content)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(theme.CONTROL_GAP)
        whole.addWidget(scroll, 1)
        whole.addWidget(self._summary)

    def _listen(self) -> None:
        # Connected first: other fields follow before the form is read.
        self.data.dataset.changed.connect(self._follow_dataset)
        self.model.start.changed.connect(self._take_up_start)
        for field in self.parts.fields:
            field.changed.connect(self._update)

    @Slot()
    def _follow_dataset(self) -> None:
        """Have the images read as the data set that was chosen is read."""
        if self._is_filling or self._tuned is not None:
            return
        given = reading_for(self.data.dataset.value)
        if self.data.dataset.value is DatasetName.FOLDER:
            self.parts.data_section.open()  # the size of its pictures is a choice to make
        self._is_filling = True
        try:
            self.data.reading.choose(given.reading)
            self.data.image_size.set_text(str(given.image_size))
        finally:
            self._is_filling = False

    @Slot()
    def _take_up_start(self) -> None:
        """Show the shape and the data of the model that is to be fine-tuned."""
        tuned = self._tuned
        if tuned is not None and not self._is_filling:
            initial = tuned[1]
            self._is_filling = True
            try:
                fill_model(self.model, initial.spec)
                folder = None if initial.config is None else initial.config.folder
                fill_dataset(self.data, dataset_of(initial), folder)
                fill_preprocessing(self.data, initial.preprocessing)
            finally:
                self._is_filling = False
        self._update()

    @Slot()
    def _update(self) -> None:
        if self._is_filling:
            return
        show_what_applies(self._fields, is_tuned=self._tuned is not None)
        for field in self.parts.fields:
            field.show_problem("")
        clash = ""
        try:
            config: TrainConfig | None = read_config(self._fields, self._filled, self._tuned)
        except ConfigError as error:  # no one field's fault
            config, clash = None, translated(error)[1]
        if config is not None:
            self.parts.show_config(config)
        self._config = None if self.problems else config
        self._note_absence()
        self.parts.show_problems()
        self._summarize(clash)
        self.changed.emit()

    def _note_absence(self) -> None:
        """Say beside data set and device that they are not here; that leaves the settings as good as they are."""
        device = self.machine.device
        if device.value not in self.machine.present:
            device.show_problem(self.tr("This device is not here. Train on the processor instead."))
        name = self.data.dataset.value
        if name is not DatasetName.FOLDER and not is_present(name):
            self.data.dataset.show_problem(translated(absent(name))[1])

    def _summarize(self, clash: str) -> None:
        """Say what the settings amount to, or why they do not go together, each good by itself."""
        config = self._config
        if config is None:
            self._summary.setText(clash or self.tr("A setting needs another look."))
            return
        parameters = self.tr("{parameters} parameters").format(parameters=count(config.model.parameter_count))
        facts = DATASETS.get(config.dataset)
        self._summary.setToolTip("")
        if facts is None:
            self._summary.setText(parameters)
            return
        images, size = facts.train_count, config.batch_size
        batches = images // size if config.drop_last else -(-images // size)
        self._summary.setText(
            self.tr("{parameters} · {images} images an epoch").format(
                parameters=parameters, images=count(min(batches * size, images))
            )
        )
        self._summary.setToolTip(self.tr("{batches} batches an epoch").format(batches=count(batches)))
