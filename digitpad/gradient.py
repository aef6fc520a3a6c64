"""The gradient of the cross-entropy, written by hand into buffers made once.

Owns the forward and backward pass of training. Does not own the models (`models`) or what is done with a
gradient (`optimizers`). `tests/test_gradient.py` holds it against autograd; it is about twice as fast on small
batches, because it builds no graph and asks for no memory.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import torch

from digitpad.spec import Activation, ModelSpec

if TYPE_CHECKING:
    from torch import Tensor, nn


class BatchOutcome(NamedTuple):
    """How a model did on a batch before it learnt from it: summed cross-entropy in nats, and how many right."""

    loss_sum: float
    correct: int


class Buffers:
    """Room for everything a batch of one size needs between its inputs and its gradient.

    Parameters
    ----------
    spec
        The model's shape.
    count
        Samples in the batch.
    """

    def __init__(self, spec: ModelSpec, count: int) -> None:
        hidden_shapes = [(count, size) for size in spec.hidden_sizes]
        self.hidden = [torch.empty(shape) for shape in hidden_shapes]  # after the activation
        self.slopes = [torch.empty(shape) for shape in hidden_shapes]  # of the activation
        self.masks = [torch.empty(shape) for shape in hidden_shapes] if spec.dropout else []
        self.dropped = [torch.empty(shape) for shape in hidden_shapes] if spec.dropout else self.hidden
        self.logits = torch.empty(count, spec.classes)
        self.log_probabilities = torch.empty(count, spec.classes)
        self.deltas = [torch.empty(count, size) for size in spec.layer_sizes[1:]]  # d loss / d sums
        self.at_label = torch.empty(count, 1)
        self.minus_one = torch.full((count, 1), -1.0)


class Backpropagation:
    """Computes the gradient of a model's mean cross-entropy over a batch.

    The gradient lies in each parameter's `grad`, made once and overwritten by every call.

    Parameters
    ----------
    model
        A `SoftmaxRegression` or an `MLP`.
    spec
        Its shape.
    dropout_generator
        Draws which units are silenced.
    """

    def __init__(self, model: nn.Module, spec: ModelSpec, dropout_generator: torch.Generator) -> None:
        self._spec = spec
        self._generator = dropout_generator
        self._weights: list[Tensor] = [layer.weight.detach() for layer in model.layers]
        self._transposed = [weight.t() for weight in self._weights]
        self._biases: list[Tensor] = [layer.bias.detach() for layer in model.layers]
        for parameter in model.parameters():
            parameter.grad = torch.zeros_like(parameter)
        self._weight_gradients: list[Tensor] = [layer.weight.grad for layer in model.layers]
        self._bias_gradients: list[Tensor] = [layer.bias.grad for layer in model.layers]
        self._buffers: dict[int, Buffers] = {}  # by batch size: an epoch's last batch may be smaller

    def __call__(self, inputs: Tensor, labels: Tensor) -> BatchOutcome:
        """Write the gradient at the model's present weights.

        Parameters
        ----------
        inputs
            float32, shape (count, inputs).
        labels
            int64, shape (count,).
        """
        count = len(labels)
        buffers = self._buffers.get(count)
        if buffers is None:
            buffers = self._buffers[count] = Buffers(self._spec, count)
        with torch.no_grad():
            self._forward(inputs, buffers)
            outcome = self._compare(labels, buffers)
            self._backward(inputs, buffers)
        return outcome

    def _forward(self, inputs: Tensor, buffers: Buffers) -> None:
        """Fill hidden layers and logits: sums = weights x inputs + bias, hidden = activation(sums)."""
        below = inputs
        for k, hidden in enumerate(buffers.hidden):
            torch.addmm(self._biases[k], below, self._transposed[k], out=hidden)  # (count, units)
            match self._spec.activation:
                case Activation.RELU:
                    hidden.relu_()
                case Activation.SIGMOID:
                    hidden.sigmoid_()
                case Activation.TANH:
                    hidden.tanh_()
            if buffers.masks:
                kept = 1 - self._spec.dropout
                buffers.masks[k].bernoulli_(kept, generator=self._generator).div_(kept)
                torch.mul(hidden, buffers.masks[k], out=buffers.dropped[k])
            below = buffers.dropped[k]
        torch.addmm(self._biases[-1], below, self._transposed[-1], out=buffers.logits)

    def _compare(self, labels: Tensor, buffers: Buffers) -> BatchOutcome:
        """Measure the logits, and start the backward pass: d loss / d logits = (probabilities - one-hot) / count."""
        delta, log_probabilities = buffers.deltas[-1], buffers.log_probabilities
        column = labels[:, None]
        torch.log_softmax(buffers.logits, 1, out=log_probabilities)
        torch.gather(log_probabilities, 1, column, out=buffers.at_label)
        correct = (log_probabilities.argmax(1) == labels).sum()
        torch.exp(log_probabilities, out=delta).scatter_add_(1, column, buffers.minus_one)
        delta.div_(len(labels))
        return BatchOutcome(-float(buffers.at_label.sum()), int(correct))

    def _backward(self, inputs: Tensor, buffers: Buffers) -> None:
        """Carry the deltas down layer by layer, by the chain rule, leaving each layer's gradient behind."""
        for k in reversed(range(len(self._weights))):
            delta = buffers.deltas[k]  # (count, units)
            below = buffers.dropped[k - 1] if k else inputs
            torch.mm(delta.t(), below, out=self._weight_gradients[k])
            torch.sum(delta, 0, out=self._bias_gradients[k])
            if k:
                delta_below = torch.mm(delta, self._weights[k], out=buffers.deltas[k - 1])
                if buffers.masks:
                    delta_below.mul_(buffers.masks[k - 1])
                delta_below.mul_(self._slope(buffers.hidden[k - 1], buffers.slopes[k - 1]))

    def _slope(self, hidden: Tensor, out: Tensor) -> Tensor:
        """Return the activation's slope; for all three it follows from what the activation gave."""
        match self._spec.activation:
            case Activation.RELU:
                return torch.gt(hidden, 0, out=out)  # 1 where the sum was positive
            case Activation.SIGMOID:
                return torch.mul(hidden, hidden, out=out).neg_().add_(hidden)  # s (1 - s)
            case Activation.TANH:
                return torch.mul(hidden, hidden, out=out).neg_().add_(1)  # 1 - t^2
