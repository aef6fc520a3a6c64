"""The settings of a run, as a form: what stands in it is a `TrainConfig`, or its fields say why not.

Owns the form and what its fields add up to. Does not own what a field is called (`training_fields`), the rules
(`spec`) or when a run starts (`training_dialog`).
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from digitpad.errors import ConfigError
from digitpad.gui import theme
from digitpad.gui.figures import count
from digitpad.gui.form_fields import FieldRow
from digitpad.gui.form_values import write_number, write_sizes
from digitpad.gui.training_fields import DataChoice, DataFields, ModelFields, OptimizationFields, StartFrom
from digitpad.gui.training_reading import (
    MNIST_TRAIN_COUNT,
    read_ink,
    read_model,
    read_optimization,
    read_preprocessing,
)
from digitpad.gui.wording import translated
from digitpad.spec import DEFAULT_MLP, ModelKind, ModelSpec, Optimizer, Preprocessing, TrainConfig

if TYPE_CHECKING:
    from collections.abc import Sequence

    from digitpad.checkpoint import Checkpoint
    from digitpad.errors import DigitpadError
    from digitpad.gui.form_fields import Field, TextField

DEFAULT_CONFIG = TrainConfig(model=DEFAULT_MLP, preprocessing=Preprocessing().with_mean_std(), epochs=5, momentum=0.9)
"""What the form starts with: a perceptron that reads 97 to 98 % of MNIST after half a minute."""


class SettingsForm(QWidget):
    """Every setting of a run; `changed` tells that one was."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.model = ModelFields(self)
        self.data = DataFields(self)
        self.optimization = OptimizationFields(self)
        self._initial: tuple[str, Checkpoint] | None = None
        self._base = DEFAULT_CONFIG
        self._config: TrainConfig | None = None
        self._is_filling = False
        self._rows: list[FieldRow] = []
        self._summary = theme.label("", theme.Role.MUTED)
        self._summary.setWordWrap(True)
        self._build()
        self._listen()
        self.fill(DEFAULT_CONFIG)

    @property
    def config(self) -> TrainConfig | None:
        """What the form says; None while a field has a problem."""
        return self._config

    @property
    def initial(self) -> Checkpoint | None:
        """The checkpoint to fine-tune; None for new weights."""
        is_tuning = self.model.start.value is StartFrom.CURRENT
        return self._initial[1] if is_tuning and self._initial else None

    @property
    def problems(self) -> tuple[str, ...]:
        """What is wrong, one sentence or two for each field."""
        return tuple(field.problem for field in self._text_fields() if field.problem)

    @property
    def summary(self) -> str:
        """What the settings amount to."""
        return self._summary.text()

    def fill(self, config: TrainConfig) -> None:
        """Put a config into the fields; it starts from new weights."""
        self._base = config
        self._is_filling = True
        try:
            self.model.start.choose(StartFrom.SCRATCH)
            self._fill_model(config.model, config.preprocessing)
            self._fill_data(config)
            self._fill_optimization(config)
        finally:
            self._is_filling = False
        self._update()

    def set_current_model(self, name: str, checkpoint: Checkpoint) -> None:
        """Tell which model reads the pad: the one that can be fine-tuned."""
        self._initial = (name, checkpoint)
        self.model.start.allow(StartFrom.CURRENT, is_allowed=True)
        self.model.start.rename(StartFrom.CURRENT, self.tr("Fine-tune {name}").format(name=name))
        self._update()

    def forget_current_model(self) -> None:
        """Take fine-tuning away: there is no model to go on from."""
        self._initial = None
        self.model.start.choose(StartFrom.SCRATCH)
        self.model.start.allow(StartFrom.CURRENT, is_allowed=False)
        self._update()

    def set_editable(self, is_editable: bool) -> None:  # noqa: FBT001 - a setter, like Qt's
        """Let the fields be changed, or only read while a run uses them."""
        self._content.setEnabled(is_editable)

    def show_left_out(self, problems: Sequence[DigitpadError]) -> None:
        """Tell which lines of the ink file a run leaves out."""
        first = translated(problems[0])[1]
        more = len(problems) - 1
        text = self.tr("Left out: {first}").format(first=first)
        if more:
            text = self.tr("Left out: {first} And {more} more lines.").format(first=first, more=count(more))
        self._ink_row.show_text(text)

    @property
    def ink_path(self) -> str:
        """The ink file as it stands in its field, be it there or not."""
        return self.data.ink_path.text

    def _build(self) -> None:
        model, data, opt = self.model, self.data, self.optimization
        self._layer_row = FieldRow(model.hidden_sizes, model.activation, model.dropout, widths=(6, 4, 3))
        self._ink_row = FieldRow(data.ink_path)
        self._rows = [
            FieldRow(model.kind, model.start),
            self._layer_row,
            FieldRow(data.source, data.ink_share),
            self._ink_row,
            FieldRow(opt.epochs, opt.batch_size, opt.seed),
            FieldRow(opt.learning_rate, opt.schedule),
            FieldRow(opt.optimizer, opt.momentum),
            FieldRow(opt.weight_decay, opt.ema_decay),
        ]
        self._content = QWidget()
        theme.mark(self._content, theme.Role.FORM)
        column = QVBoxLayout(self._content)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.CONTROL_GAP)
        for row in self._rows:
            column.addWidget(row)
        column.insertLayout(4, self._build_preparation())
        column.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setWidget(self._content)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(theme.CONTROL_GAP)
        whole.addWidget(scroll, 1)
        whole.addWidget(self._summary)

    def _build_preparation(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(theme.CONTROL_GAP)
        row.addWidget(self.data.augmentation)
        row.addStretch(1)
        row.addWidget(self.data.mean_std)
        row.addStretch(1)
        row.addWidget(self.data.moments)
        return row

    def _listen(self) -> None:
        for field in self._all_fields():
            field.changed.connect(self._update)
        for box in (self.data.augmentation, self.data.mean_std, self.data.moments):
            box.toggled.connect(self._update)

    def _text_fields(self) -> tuple[TextField, ...]:
        model, data, opt = self.model, self.data, self.optimization
        return (
            model.hidden_sizes,
            model.dropout,
            data.ink_share,
            data.ink_path,
            opt.epochs,
            opt.batch_size,
            opt.seed,
            opt.learning_rate,
            opt.momentum,
            opt.weight_decay,
            opt.ema_decay,
        )

    def _all_fields(self) -> tuple[Field, ...]:
        model, opt = self.model, self.optimization
        choices = (model.kind, model.start, model.activation, self.data.source, opt.schedule, opt.optimizer)
        return (*choices, *self._text_fields())

    def _fill_model(self, spec: ModelSpec, preprocessing: Preprocessing) -> None:
        self.model.kind.choose(spec.kind)
        self.model.hidden_sizes.set_text(write_sizes(spec.hidden_sizes or DEFAULT_MLP.hidden_sizes))
        self.model.activation.choose(spec.activation)
        self.model.dropout.set_text(write_number(spec.dropout))
        self.data.moments.setChecked(preprocessing.moments)
        self.data.mean_std.setChecked(preprocessing != Preprocessing(moments=preprocessing.moments))

    def _fill_data(self, config: TrainConfig) -> None:
        data = self.data
        data.source.choose(DataChoice.MNIST_AND_INK if config.ink else DataChoice.MNIST)
        if config.ink:
            data.ink_path.set_text(config.ink.path)
        data.ink_share.set_text(write_number(config.ink.share if config.ink else 0.5))
        data.augmentation.setChecked(config.augmentation)

    def _fill_optimization(self, config: TrainConfig) -> None:
        opt = self.optimization
        opt.epochs.set_text(str(config.epochs))
        opt.batch_size.set_text(str(config.batch_size))
        opt.seed.set_text(str(config.seed))
        opt.learning_rate.set_text(write_number(config.learning_rate))
        opt.schedule.choose(config.schedule)
        opt.optimizer.choose(config.optimizer)
        opt.momentum.set_text(write_number(config.momentum))
        opt.weight_decay.set_text(write_number(config.weight_decay))
        opt.ema_decay.set_text(write_number(config.ema_decay))

    def _update(self) -> None:
        if self._is_filling:
            return
        initial = self.initial
        if initial is not None:
            self._is_filling = True
            try:
                self._fill_model(initial.spec, initial.preprocessing)
            finally:
                self._is_filling = False
        self._show_what_applies()
        try:
            self._config, clash = self._read(), ""
        except ConfigError as error:
            self._config, clash = None, translated(error)[1]
        for row in self._rows:
            row.show_problems()
        self._summarize(clash)
        self.changed.emit()

    def _show_what_applies(self) -> None:
        is_free = self.initial is None
        for fixed in (
            self.model.kind,
            self.model.hidden_sizes,
            self.model.activation,
            self.model.dropout,
            self.data.mean_std,
            self.data.moments,
        ):
            fixed.setEnabled(is_free)
        self._layer_row.setVisible(self._is_mlp())
        has_ink = self.data.source.value is DataChoice.MNIST_AND_INK
        self.data.ink_share.setVisible(has_ink)
        self._ink_row.setVisible(has_ink)
        self.optimization.momentum.setVisible(self.optimization.optimizer.value is Optimizer.SGD)

    def _is_mlp(self) -> bool:
        return self.model.kind.value is ModelKind.MLP

    def _read(self) -> TrainConfig | None:
        for field in self._text_fields():
            field.show_problem("")
        initial = self.initial
        config = replace(
            self._base,
            model=read_model(self.model) if initial is None else initial.spec,
            preprocessing=read_preprocessing(self.data) if initial is None else initial.preprocessing,
            ink=read_ink(self.data),
            augmentation=self.data.augmentation.isChecked(),
            initial=self._initial[0] if initial is not None and self._initial is not None else None,
        )
        config = read_optimization(self.optimization, config)
        return None if self.problems else config

    def _summarize(self, clash: str) -> None:
        """Say what the settings amount to, or why they do not go together, each good by itself."""
        config = self._config
        if config is None:
            self._summary.setText(clash or self.tr("A setting needs another look."))
            return
        batches = -(-MNIST_TRAIN_COUNT // config.batch_size)
        if config.drop_last:
            batches = MNIST_TRAIN_COUNT // config.batch_size
        images = min(batches * config.batch_size, MNIST_TRAIN_COUNT)
        self._summary.setText(
            self.tr("{parameters} parameters · {images} images an epoch").format(
                parameters=count(config.model.parameter_count), images=count(images)
            )
        )
        self._summary.setToolTip(self.tr("{batches} batches an epoch").format(batches=count(batches)))
