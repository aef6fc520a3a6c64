"""How each layer learns, drawn live: the norm of its gradient above, the share of its units that are dead below."""

from __future__ import annotations

from itertools import zip_longest
from typing import TYPE_CHECKING

from digitpad.config.model_spec import Activation
from digitpad.gui.training.monitor.curve_painter import curve_name
from digitpad.gui.training.monitor.curve_panel import LayerCurve, LayerMeasure, Panel
from digitpad.gui.training.monitor.curve_series import decades, nice_ceiling, power_text
from digitpad.gui.training.monitor.plot_view import PlotView
from digitpad.gui.widgets.number_text import percent

if TYPE_CHECKING:
    from PySide6.QtCore import QRectF
    from PySide6.QtWidgets import QWidget

    from digitpad.config.train_config import TrainConfig
    from digitpad.gui.training.monitor.curve_panel import Plotted
    from digitpad.training.reports import TrainingReport


class LayerView(PlotView):
    """Gradient norm and dead units of each layer of a model in training."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._norms: tuple[Plotted, ...] = ()
        self._deaths: tuple[Plotted, ...] = ()
        self.setAccessibleName(self.tr("Gradients and dead units of the layers"))

    def begin(self, config: TrainConfig) -> None:
        """Clear the curves for a config's run."""
        super().begin(config)
        self._norms = self._deaths = ()
        can_die = config.model.hidden_sizes and config.model.activation is Activation.RELU
        self._expect_panels(2 if can_die else 1)

    def add(self, report: TrainingReport) -> None:
        """Add the points of a report."""
        x, last = self._follow(report), len(report.layers) - 1
        norms = [LayerCurve(LayerMeasure.GRADIENT_NORM, index, index == last) for index in range(last + 1)]
        deaths = []
        for curve, layer in zip(norms, report.layers, strict=True):
            self._put(curve, x, layer.gradient_norm)
            if layer.dead_units is not None:
                deaths.append(LayerCurve(LayerMeasure.DEAD_UNITS, curve.layer))
                self._put(deaths[-1], x, layer.dead_units / layer.units)
        self._norms, self._deaths = tuple(norms), tuple(deaths)
        figures = (
            f"{curve.layer + 1}: {layer.gradient_norm:.3g}" for curve, layer in zip(norms, report.layers, strict=True)
        )
        self.setAccessibleDescription(self.tr("Gradient norms: {figures}").format(figures=", ".join(figures)))

    def _panels(self) -> tuple[Panel, ...]:
        if not self._deaths and not self._is_empty:
            return (self._norm_panel(self._plots((1.0,))[0]),)
        upper, lower = self._plots((0.55, 0.45))
        return (self._norm_panel(upper), self._death_panel(lower))

    def _norm_panel(self, plot: QRectF) -> Panel:
        norms = [norm for curve in self._norms for norm in self._of(curve).means()]
        return Panel(
            self.tr("Gradient norm by layer"), self._norms, plot, *decades(norms), power_text, is_logarithmic=True
        )

    def _death_panel(self, plot: QRectF) -> Panel:
        shares = [share for curve in self._deaths for share in self._of(curve).means()]
        ceiling = min(nice_ceiling(max(shares, default=0.0) + 0.01), 1.0)
        return Panel(
            self.tr("Dead units by layer"), self._deaths, plot, 0.0, ceiling, 2, lambda value: f"{100 * value:g} %"
        )

    def _texts_at(self, x: float, _panels: tuple[Panel, ...]) -> list[str]:
        """Return a line for each layer."""
        texts = []
        for curve, death in zip_longest(self._norms, self._deaths):
            norm, dead = self._at(curve, x), None if death is None else self._at(death, x)
            if norm is None:
                continue
            text = self.tr("{layer}: gradient {norm}").format(layer=curve_name(curve), norm=f"{norm:.3g}")
            texts.append(
                text if dead is None else self.tr("{text}, {share} dead").format(text=text, share=percent(dead))
            )
        return texts
