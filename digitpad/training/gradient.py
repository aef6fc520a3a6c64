"""The gradient of the cross-entropy, written by hand into buffers made once.

`tests/training/test_gradient.py` tests it against autograd. It is faster on small batches, because it builds no graph
and allocates no memory; each operation it saves counts, as a small one costs some 5 us there.

An MLP's steps use autograd's own operations, so that with batches of 64 not one bit of the weights differs after an
epoch. Otherwise a sum sooner or later comes out on the other side of 0 and switches a ReLU, and from there on two
trainings drift apart by ten thousand times the rounding that made the difference.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

import torch

from digitpad.config.model_spec import Activation, ModelSpec
from digitpad.training.reports import LayerReport

if TYPE_CHECKING:
    from torch import Tensor, nn

# Autograd's own operations, in their forms that write into a given tensor.
log_softmax_backward = torch.ops.aten._log_softmax_backward_data.out  # noqa: SLF001 - an operation's name
relu_backward = torch.ops.aten.threshold_backward.grad_input
sigmoid_backward = torch.ops.aten.sigmoid_backward.grad_input
tanh_backward = torch.ops.aten.tanh_backward.grad_input
gelu = torch.ops.aten.gelu.out
gelu_backward = torch.ops.aten.gelu_backward.grad_input

LOG_SIZE = 16
"""Batches logged before they are summed up: one sum over many costs hardly more than one over a single batch."""


class StepResult(NamedTuple):
    """Losses and accuracy of some batches, each before its step."""

    losses: tuple[float, ...]  # mean cross-entropy of each batch in nats
    loss_sum: float  # summed cross-entropy of all samples
    # correct, samples: how many it got right, of how many
    correct: int
    samples: int


class Buffers:
    """Buffers for everything a batch of one size needs between its inputs and its gradient.

    Hidden layers have a row for each sample, as inputs do; logits have a column for each, as softmax is fastest so.
    Transposed views are kept: making one costs as much as a small operation.
    """

    def __init__(self, spec: ModelSpec, count: int, device: torch.device) -> None:
        def room(*shape: int) -> Tensor:
            return torch.empty(shape, device=device)

        self.hidden = [room(count, size) for size in spec.hidden_sizes]  # after the activation
        # Before it: the slope of GELU does not follow from what it gave, as those of the others do.
        is_gelu = spec.activation is Activation.GELU
        self.sums = [torch.empty_like(hidden) if is_gelu else hidden for hidden in self.hidden]
        self.masks = [torch.empty_like(hidden) if spec.silences(k) else None for k, hidden in enumerate(self.hidden)]
        self.dropped = [
            hidden if mask is None else torch.empty_like(hidden)
            for hidden, mask in zip(self.hidden, self.masks, strict=True)
        ]
        self.last_hidden_transposed = self.dropped[-1].t() if self.dropped else None
        self.logits = room(spec.classes, count)
        self.logit_delta = room(spec.classes, count)  # d loss / d logits
        self.logit_delta_transposed = self.logit_delta.t()
        self.deltas = [room(count, size) for size in spec.layer_sizes[1:]]  # d loss / d sums
        self.deltas_transposed = [delta.t() for delta in self.deltas]
        self.targets = torch.eye(spec.classes, device=device).div_(-count)  # column c: -1 / count at class c
        self.log_probabilities = room(LOG_SIZE, spec.classes, count)
        self.log_probability_rows = self.log_probabilities.unbind()
        self.one_hots = room(LOG_SIZE, spec.classes, count)
        self.one_hot_rows = self.one_hots.unbind()
        self.logged = 0
        self.count = count
        self.losses: list[float] = []
        self.correct = 0

    def sum_up(self) -> None:
        """Add the logged batches to the sums."""
        log_probabilities = self.log_probabilities[: self.logged]
        is_label = self.one_hots[: self.logged] != 0
        is_largest = log_probabilities == log_probabilities.amax(1, keepdim=True)
        # Batch after batch; on the processor, as Apple's graphics cards know no float64.
        of_labels = log_probabilities[is_label].cpu().view(self.logged, self.count)
        self.losses += of_labels.mean(1, dtype=torch.float64).neg_().tolist()
        self.correct += int((is_label & is_largest).sum())
        self.logged = 0

    def take_outcome(self) -> StepResult:
        """Return the sums and reset them."""
        if self.logged:
            self.sum_up()
        losses, self.losses = tuple(self.losses), []
        correct, self.correct = self.correct, 0
        return StepResult(losses, sum(losses) * self.count, correct, len(losses) * self.count)


class Backpropagation:
    """Computes the gradient of a model's mean cross-entropy over a batch, overwriting each parameter's `grad`."""

    def __init__(self, model: nn.Module, spec: ModelSpec, dropout_generator: torch.Generator) -> None:
        self._spec = spec
        self._generator = dropout_generator
        # Detached, so that nothing below builds a graph; they share the parameters' memory.
        self._weights: list[Tensor] = [layer.weight.detach() for layer in model.layers]
        self._transposed = [weights.t() for weights in self._weights]
        self._biases: list[Tensor] = [layer.bias.detach() for layer in model.layers]
        self._last_bias_column = self._biases[-1][:, None]
        self._weight_gradients: list[Tensor] = [layer.weight.grad for layer in model.layers]
        self._bias_gradients: list[Tensor] = [layer.bias.grad for layer in model.layers]
        self._buffers: dict[int, Buffers] = {}  # by batch size: an epoch's last batch may be smaller
        self._last: Buffers | None = None

    def __call__(self, inputs: Tensor, labels: Tensor) -> None:
        """Write the gradient for inputs, float32, shape (count, inputs), and labels, int64, shape (count,)."""
        count = len(labels)
        buffers = self._buffers.get(count)
        if buffers is None:
            buffers = self._buffers[count] = Buffers(self._spec, count, inputs.device)
        self._last = buffers
        self._forward(inputs, buffers)
        self._compare(labels, buffers)
        self._backward(inputs, buffers)

    def take_outcome(self) -> StepResult:
        """Return the result of all batches since the last call, larger batches before smaller ones."""
        outcomes = [self._buffers[count].take_outcome() for count in sorted(self._buffers, reverse=True)]
        return StepResult(
            tuple(loss for outcome in outcomes for loss in outcome.losses),
            sum(outcome.loss_sum for outcome in outcomes),
            sum(outcome.correct for outcome in outcomes),
            sum(outcome.samples for outcome in outcomes),
        )

    def layer_reports(self) -> tuple[LayerReport, ...]:
        """Return how each layer learnt from the last batch; nothing before the first."""
        if self._last is None:
            return ()
        has_relu = self._spec.activation is Activation.RELU
        dead = [int((hidden.amax(0) <= 0).sum()) if has_relu else None for hidden in self._last.hidden]
        norms = [
            math.hypot(*(float(torch.linalg.vector_norm(gradient)) for gradient in layer))
            for layer in zip(self._weight_gradients, self._bias_gradients, strict=True)
        ]
        return tuple(map(LayerReport, norms, self._spec.layer_sizes[1:], [*dead, None]))

    def _forward(self, inputs: Tensor, buffers: Buffers) -> None:
        """Fill hidden layers and logits: sums = weights x inputs + bias, hidden = activation(sums)."""
        below = inputs
        for k, hidden in enumerate(buffers.hidden):
            torch.addmm(self._biases[k], below, self._transposed[k], out=buffers.sums[k])  # (count, units)
            match self._spec.activation:
                case Activation.RELU:
                    hidden.relu_()
                case Activation.SIGMOID:
                    hidden.sigmoid_()
                case Activation.TANH:
                    hidden.tanh_()
                case Activation.GELU:
                    gelu(buffers.sums[k], approximate="tanh", out=hidden)
            mask = buffers.masks[k]
            if mask is not None:
                kept = 1 - self._spec.dropout
                mask.bernoulli_(kept, generator=self._generator).div_(kept)
                torch.mul(hidden, mask, out=buffers.dropped[k])
            below = buffers.dropped[k]
        last_hidden = inputs.t() if buffers.last_hidden_transposed is None else buffers.last_hidden_transposed
        torch.addmm(self._last_bias_column, self._weights[-1], last_hidden, out=buffers.logits)  # (classes, count)

    def _compare(self, labels: Tensor, buffers: Buffers) -> None:
        """Log the log-probabilities; fill d loss / d logits = (probabilities - one-hot) / count."""
        if buffers.logged == LOG_SIZE:
            buffers.sum_up()
        log_probabilities = buffers.log_probability_rows[buffers.logged]
        one_hot = buffers.one_hot_rows[buffers.logged]
        buffers.logged += 1
        torch.log_softmax(buffers.logits, 0, out=log_probabilities)
        torch.index_select(buffers.targets, 1, labels, out=one_hot)
        # Writes exp(log_probabilities) / count + one_hot, where one_hot holds -1 / count at each label.
        log_softmax_backward(one_hot, log_probabilities, 0, torch.float32, out=buffers.logit_delta)
        buffers.deltas[-1].copy_(buffers.logit_delta_transposed)

    def _backward(self, inputs: Tensor, buffers: Buffers) -> None:
        """Propagate the deltas down layer by layer, and write each layer's gradient."""
        for k in reversed(range(len(self._weights))):
            delta = buffers.deltas[k]  # (count, units)
            below = buffers.dropped[k - 1] if k else inputs
            torch.mm(buffers.deltas_transposed[k], below, out=self._weight_gradients[k])
            torch.sum(delta, 0, out=self._bias_gradients[k])
            if k:
                delta_below = torch.mm(delta, self._weights[k], out=buffers.deltas[k - 1])
                mask = buffers.masks[k - 1]
                if mask is not None:
                    delta_below.mul_(mask)
                self._through_activation(delta_below, buffers.hidden[k - 1], buffers.sums[k - 1])

    def _through_activation(self, delta: Tensor, hidden: Tensor, sums: Tensor) -> None:
        """Multiply by the activation's slope, which mostly follows from its output."""
        match self._spec.activation:
            case Activation.RELU:  # x 1 where the sum was positive, else x 0
                relu_backward(delta, hidden, 0, grad_input=delta)
            case Activation.SIGMOID:  # x s (1 - s)
                sigmoid_backward(delta, hidden, grad_input=delta)
            case Activation.TANH:  # x (1 - t^2)
                tanh_backward(delta, hidden, grad_input=delta)
            case Activation.GELU:
                gelu_backward(delta, sums, approximate="tanh", grad_input=delta)
