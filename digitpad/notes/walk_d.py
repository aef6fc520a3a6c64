"""Note D, step by step: an MLP on CIFAR-10, optimisers and schedules."""

from __future__ import annotations

from typing import TYPE_CHECKING

from digitpad.config.dataset_info import DatasetName
from digitpad.notes.walk import NoteName, Step, View, Walk, deferred

if TYPE_CHECKING:
    from types import ModuleType


def _steps() -> ModuleType:
    from digitpad.notes import steps_d  # noqa: PLC0415 - numpy is loaded once a step is done

    return steps_d


def _optimizers() -> ModuleType:
    from digitpad.notes import steps_d_optimizers  # noqa: PLC0415 - the same

    return steps_d_optimizers


def _training() -> ModuleType:
    from digitpad.notes import steps_d_training  # noqa: PLC0415 - the same

    return steps_d_training


WALK = Walk(
    name=NoteName.D,
    title="An MLP on CIFAR-10, optimisers and schedules",
    about="Softmax is written by hand until it breaks, optimisers step side by side, and a run overfits before your "
    "eyes.",
    steps=(
        Step(
            key="softmax-by-hand",
            numbers=(1,),
            title="Softmax and cross-entropy by hand",
            text="The note divides exp(z) by its sum, with 1e-8 added so that nothing is divided by 0. Cross-entropy "
            "takes the logarithm of the true class's share by way of a one-hot label, and its mean over the batch. "
            "What the 1e-8 cannot save: exp of a large logit overflows first. The stable form subtracts the largest "
            "logit, which changes nothing else.",
            code="softmax(z) = exp(z) / (sum(exp(z)) + 1e-8)\nloss = mean(-sum(one_hot * log(softmax(z))))\n"
            "stable: exp(z - max(z)) / sum(exp(z - max(z)))",
            verb="Work it out, and break it",
            run=deferred(lambda: _steps().work_out_softmax),
            dataset=DatasetName.MNIST,
            view=View.SOFTMAX,
        ),
        Step(
            key="module",
            numbers=(2,),
            title="How a module is put together",
            text="A module names its layers when it is made, and says in forward what becomes of an input. This one "
            "goes from 10 numbers over 20 units to one answer, with a sigmoid after each layer. Four random inputs go "
            "through it here.",
            code="class Net(nn.Module):\n    def __init__(self):\n        super().__init__()\n"
            "        self.hidden = nn.Linear(10, 20)\n        self.output = nn.Linear(20, 1)\n"
            "        self.sigmoid = nn.Sigmoid()\n\n    def forward(self, x):\n"
            "        x = self.sigmoid(self.hidden(x))\n        return self.sigmoid(self.output(x))",
            verb="Print it and run it",
            run=deferred(lambda: _steps().run_module),
        ),
        Step(
            key="activations",
            numbers=(2,),
            title="Sigmoid, tanh, ReLU",
            text="An activation bends what a layer gives, or else two linear layers would be one. The sigmoid runs "
            "from 0 to 1, tanh from -1 to 1, and both are flat far from 0, where little gradient comes through. ReLU "
            "is 0 below 0 and the sum itself above.",
            code="sigmoid(x) = 1 / (1 + exp(-x))\ntanh(x)\nrelu(x) = max(0, x)",
            verb="Draw the three",
            note_says="sigmoid 0 to 1, tanh -1 to 1, ReLU max(0, x)",
            run=deferred(lambda: _steps().draw_activations),
        ),
        Step(
            key="mlp",
            numbers=(3,),
            title="The MLP, and half of its units silenced",
            text="A picture of 32 x 32 pixels in three colours is 3,072 numbers; two hidden layers of 128 and 64 "
            "units with ReLU lead to ten logits. Before the last layer, dropout silences each unit with probability "
            "0.5 while training and doubles the others, so that the mean stays. In evaluation mode it does nothing.",
            code="model = nn.Sequential(\n    nn.Flatten(),\n    nn.Linear(3072, 128), nn.ReLU(),\n"
            "    nn.Linear(128, 64), nn.ReLU(),\n    nn.Dropout(0.5),\n    nn.Linear(64, 10),\n)",
            verb="Silence half the units",
            run=deferred(lambda: _steps().drop_units),
            dataset=DatasetName.MNIST,
        ),
        Step(
            key="both-ways",
            numbers=(4,),
            title="Forward to the loss, backward to the gradients",
            text="The forward path runs the layers one after another and ends in the loss. The backward path starts "
            "there and finds the gradient of each parameter by the chain rule, the last layer's first. Then every "
            "parameter moves against its gradient. One gradient is checked here by moving its weight a little.",
            code="loss = criterion(model(x), y)\nloss.backward()\nw = w - learning_rate * w.grad",
            verb="Go both ways",
            run=deferred(lambda: _steps().go_both_ways),
            dataset=DatasetName.MNIST,
            view=View.STEP,
        ),
        Step(
            key="batches",
            numbers=(5,),
            title="Mini-batch or full batch",
            text="SGD takes its gradient from a mini-batch, a sample of the data. Make the batch the whole set, and "
            "it is gradient descent proper: one step an epoch in the exact direction. The directions of batches of "
            "several sizes are compared here with that of all 60,000 images.",
            code="DataLoader(train_set, batch_size=64)\nDataLoader(train_set, batch_size=len(train_set))  # full batch",
            verb="Compare the directions",
            run=deferred(lambda: _optimizers().compare_batches),
            dataset=DatasetName.MNIST,
        ),
        Step(
            key="optimizers",
            numbers=(5,),
            title="Four optimisers on one batch",
            text="Momentum keeps a running sum of gradients, Nesterov's form looks one step ahead, and weight decay "
            "pulls the weights towards 0. Adam scales each weight's step by how large its gradients have been, which "
            "makes it less sensitive to the learning rate. All four start here from the same weights and step on the "
            "same 64 digits.",
            code="SGD(params, lr=0.01)\nSGD(params, lr=0.01, momentum=0.9)\n"
            "SGD(params, lr=0.01, momentum=0.9, weight_decay=0.0005, nesterov=True)\n"
            "Adam(params, lr=0.001, betas=(0.9, 0.999))",
            verb="Take 30 steps with each",
            note_says="Adam is newer, but not always better.",
            run=deferred(lambda: _optimizers().step_side_by_side),
            dataset=DatasetName.MNIST,
            view=View.EXPERIMENT,
            experiment="optimizers",
        ),
        Step(
            key="schedules",
            numbers=(6,),
            title="Schedules of the learning rate",
            text="A rate that suits the beginning is often too large for the end. StepLR multiplies it every so many "
            "epochs, MultiStepLR at milestones: where the loss stops falling is the place for one. CosineAnnealingLR "
            "goes down along half a cosine within T_max, and comes back up if training goes on.",
            code="StepLR(optimizer, 40, 0.1)\nMultiStepLR(optimizer, [30, 80], 0.1)\n"
            "CosineAnnealingLR(optimizer, T_max=20)",
            verb="Draw the learning rates",
            note_says="T_max is half a period",
            run=deferred(lambda: _training().draw_schedules),
        ),
        Step(
            key="overfitting",
            numbers=(6,),
            title="A small training loss is not a good result",
            text="A model with enough parameters learns its training images by heart, and gets worse at others. Here "
            "an MLP learns 1,000 digits for 30 epochs, with 500 held out for validation. Its train loss falls to the "
            "end; the validation loss turns and rises. To choose the epoch by the test part would "
            "be tuning on it.",
            verb="Overfit",
            note_says="Small training loss does not mean a good test result.",
            run=deferred(lambda: _training().overfit),
            dataset=DatasetName.MNIST,
            view=View.TRAINING,
            recipe="mlp-relu",
        ),
        Step(
            key="cifar",
            numbers=(7,),
            title="CIFAR-10, channels in front",
            text="CIFAR-10 holds 60,000 photographs of ten kinds, 32 x 32 pixels in red, green and blue. Here they "
            "lie with the colours of a pixel side by side; PyTorch wants each colour as a plane of its own, so that "
            "the channels move in front of rows and columns.",
            code="images = images.transpose(0, 3, 1, 2)  # (N, 32, 32, 3) -> (N, 3, 32, 32)",
            verb="Show a batch",
            run=deferred(lambda: _training().look_at_cifar),
            dataset=DatasetName.CIFAR10,
            view=View.DATA,
        ),
        Step(
            key="iterations",
            numbers=(7,),
            title="3,000 iterations",
            text="Training is counted in iterations here, not in epochs: 3,000 batches of 64, each drawn anew from "
            "all images, so with replacement. StepLR(1000, 0.5) is stepped after each iteration. The test goes "
            "through its images in batches of 64; the note gives no figure.",
            code="sampler = RandomSampler(train_set, replacement=True, num_samples=3000 * 64)\n"
            "scheduler = StepLR(optimizer, 1000, 0.5)\nfor x, y in loader:\n    ...\n    scheduler.step()",
            verb="Train 3,000 iterations",
            run=deferred(lambda: _training().train_cifar),
            dataset=DatasetName.CIFAR10,
            view=View.PYTORCH,
            recipe="mlp-cifar",
        ),
        Step(
            key="three-optimizers",
            numbers=(7,),
            title="The same with Nesterov and Adam",
            text="The note's other two optimisers train the same model on the same pictures: SGD with Nesterov "
            "momentum and weight decay, and Adam. Their losses are laid over each other, and each is tested. One seed "
            "is one draw: the experiment takes several.",
            verb="Train with the other two",
            note_says="Adam is newer, but not always better.",
            run=deferred(lambda: _training().compare_optimizers),
            dataset=DatasetName.CIFAR10,
            view=View.EXPERIMENT,
            experiment="optimizers",
        ),
    ),
)
