"""The settings of a run as a form that gives a `TrainConfig`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from digitpad.config.dataset_info import DATASETS, DatasetName
from digitpad.config.model_and_data_settings import StartFrom, StrokesChoice
from digitpad.config.model_spec import DEFAULT_MLP
from digitpad.config.preprocessing_spec import Preprocessing, reading_for
from digitpad.config.train_config import TrainConfig
from digitpad.data.locations import is_present, missing_dataset, pen_strokes
from digitpad.errors import ConfigError
from digitpad.gui.training.form.fields import Fields
from digitpad.gui.training.form.layout import FormLayout
from digitpad.gui.training.form.obstacle import find_obstacle
from digitpad.gui.training.form.read import dataset_of, read_config
from digitpad.gui.widgets import controls, theme
from digitpad.gui.widgets.number_text import count, translated
from digitpad.training.schedules import batches_an_epoch, images_an_epoch

if TYPE_CHECKING:
    from collections.abc import Sequence

    from digitpad.errors import DigitpadError
    from digitpad.gui.training.form.obstacle import Obstacle
    from digitpad.gui.widgets.form_fields import ChoiceField
    from digitpad.models.checkpoint import Checkpoint

DEFAULT_CONFIG = TrainConfig(model=DEFAULT_MLP, preprocessing=Preprocessing().with_mean_std(), epochs=5, momentum=0.9)
"""What the form starts with: a perceptron that reads 97 to 98 % of MNIST after half a minute."""


class SettingsForm(QWidget):
    """Every setting of a run; `changed` is emitted when one was."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.fields = Fields()
        self._initial: tuple[str, Checkpoint] | None = None
        self._filled = DEFAULT_CONFIG
        self._config: TrainConfig | None = None
        self._obstacle: Obstacle | None = None
        self._is_filling = False
        self._summary = controls.label("", theme.Role.MUTED)
        self._summary.setWordWrap(True)
        self.parts = self._build()
        # Connected first: other fields follow before the form is read.
        self.fields["dataset"].changed.connect(self._on_dataset_changed)
        self.fields["strokes"].changed.connect(self._on_strokes_changed)
        self._start.changed.connect(self._on_start_changed)
        for field in self.parts.fields:
            field.changed.connect(self._update)
        self.fields.show_presence()
        self.fill(DEFAULT_CONFIG)

    @property
    def config(self) -> TrainConfig | None:
        """The config of the fields; None while one of them cannot work."""
        return self._config

    @property
    def can_start(self) -> bool:
        """Whether that can be trained here and now."""
        return self._obstacle is None

    @property
    def obstacle(self) -> Obstacle | None:
        """What keeps that from being trained; None if nothing does."""
        return self._obstacle

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
        """The text in the field of the ink file, whether there is such a file or not; the pen digits' for none."""
        return self.fields.texts["ink_path"].text or str(pen_strokes() or "")

    @property
    def _start(self) -> ChoiceField[StartFrom]:
        return self.fields.choices["start"]

    @property
    def _tuned(self) -> tuple[str, Checkpoint] | None:
        return self._initial if self._start.value is StartFrom.CURRENT else None

    def fill(self, config: TrainConfig) -> None:
        """Put a config into the fields; it starts from new weights, unless it fine-tunes the model at hand."""
        self._filled = config
        self._is_filling = True
        try:
            self.fields.fill(config)
            if self._initial is not None and config.initial == self._initial[0]:
                self._start.choose(StartFrom.CURRENT)
        finally:
            self._is_filling = False
        self._update()

    def set_current_model(self, name: str, checkpoint: Checkpoint) -> None:
        """Offer to fine-tune a model, the one that reads the pad."""
        self._initial = (name, checkpoint)
        self._start.allow(StartFrom.CURRENT, is_allowed=True)
        self._start.rename(StartFrom.CURRENT, self.tr("Fine-tune {name}").format(name=name))
        self._on_start_changed()

    def forget_current_model(self) -> None:
        """Take fine-tuning away: there is no model to go on from."""
        self._initial = None
        self._start.choose(StartFrom.SCRATCH)
        self._start.allow(StartFrom.CURRENT, is_allowed=False)
        self._update()

    def set_editable(self, is_editable: bool) -> None:  # noqa: FBT001 - a setter, like Qt's
        """Let the fields be changed, or only read while a run uses them."""
        self.parts.set_editable(is_editable)

    def look_for_data(self) -> None:
        """See anew which data sets are here."""
        self.fields.show_presence()
        self._on_strokes_changed()
        self._update()

    def use_pen_digits(self) -> bool:
        """Name UCI's pen digits as the ink file, if one is needed and they are here; return whether that was so."""
        file = pen_strokes()
        if file is None or self._obstacle is None or self._obstacle.field != "ink_path":
            return False
        self.fields.texts["ink_path"].set_text(str(file))
        return True

    def show_field(self, name: str) -> None:
        """Bring the field of a setting into view, with the focus."""
        row = self.parts.row_of(name)
        for section in self.parts.sections:
            if section.isAncestorOf(row):
                section.open()
        self._column.activate()  # a section that was opened just now has no room yet
        self._scroll.ensureWidgetVisible(row)
        self.fields[name].control.setFocus()

    def show_left_out(self, problems: Sequence[DigitpadError]) -> None:
        """Show which lines of the ink file a run leaves out."""
        first = translated(problems[0])[1]
        more = len(problems) - 1
        text = self.tr("Left out: {first}").format(first=first)
        if more:
            text = self.tr("Left out: {first} And {more} more lines.").format(first=first, more=count(more))
        self.parts.row_of("ink_path").show_text(text)
        self.parts.section_of("ink_path").open()

    def _build(self) -> FormLayout:
        content = QWidget()
        controls.mark(content, theme.Role.FORM)
        self._column = column = QVBoxLayout(content)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.CONTROL_GAP)
        parts = FormLayout(self.fields, column)
        self._scroll = scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # it follows the field that has the focus
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setWidget(content)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(theme.CONTROL_GAP)
        whole.addWidget(scroll, 1)
        whole.addWidget(self._summary)
        return parts

    @Slot()
    def _on_dataset_changed(self) -> None:
        """Have the images read as the data set that was chosen is read."""
        if self._is_filling or self._tuned is not None:
            return
        dataset = self.fields.value("dataset")
        given = reading_for(dataset)
        if dataset is DatasetName.FOLDER:
            self.parts.section_of("image_size").open()  # the size of its pictures is a choice to make
        self._is_filling = True
        try:
            self.fields.choices["reading"].choose(given.reading)
            self.fields.texts["image_size"].set_text(str(given.image_size))
        finally:
            self._is_filling = False

    @Slot()
    def _on_strokes_changed(self) -> None:
        """Name the pen digits as the ink file where one is asked for and none is named."""
        ink_path = self.fields.texts["ink_path"]
        if not self._is_filling and self.fields.value("strokes") is StrokesChoice.FROM_FILE and not ink_path.text:
            ink_path.set_text(self.ink_path)

    @Slot()
    def _on_start_changed(self) -> None:
        """Show the shape and the data of the model that is to be fine-tuned."""
        if self.initial is not None and not self._is_filling:
            self._is_filling = True
            try:
                self.fields.fill_model(self.initial, *dataset_of(self.initial))
            finally:
                self._is_filling = False
        self._update()

    @Slot()
    def _update(self) -> None:
        if self._is_filling:
            return
        self.fields.show_what_applies(is_tuned=self._tuned is not None)
        for field in self.parts.fields:
            field.show_problem("")
        clash = ""
        try:
            config: TrainConfig | None = read_config(self.fields, self._filled, self._tuned)
        except ConfigError as error:  # no one field's fault
            config, clash = None, translated(error)[1]
        if config is not None:
            self.parts.show_config(config)
        self._config = None if self.problems else config
        self._show_absence()
        self._obstacle = find_obstacle(self.fields, clash)
        self.parts.show_problems()
        self._show_summary(clash)
        self.changed.emit()

    def _show_absence(self) -> None:
        """Show beside data set and device that they are not here; the config is valid all the same."""
        if self.fields.value("device") not in self.fields.present_devices:
            problem = self.tr("This device is not here. Train on the processor instead.")
            self.fields["device"].show_problem(problem)
        name = self.fields.value("dataset")
        if name is not DatasetName.FOLDER and not is_present(name):
            self.fields["dataset"].show_problem(translated(missing_dataset(name))[1])

    def _show_summary(self, clash: str) -> None:
        """Show the number of parameters and images, or why settings that are valid alone do not go together."""
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
        images, size = images_an_epoch(config, facts.train_count), config.batch_size
        batches = batches_an_epoch(config, images)
        self._summary.setText(
            self.tr("{parameters} · {images} images an epoch").format(
                parameters=parameters, images=count(min(batches * size, images))
            )
        )
        self._summary.setToolTip(self.tr("{batches} batches an epoch").format(batches=count(batches)))
