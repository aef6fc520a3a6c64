"""Note A, step by step: softmax regression and an MLP on MNIST with PyTorch."""

from __future__ import annotations

from typing import TYPE_CHECKING

from digitpad.config.dataset_info import DatasetName
from digitpad.notes.walk import NoteName, Step, View, Walk, deferred

if TYPE_CHECKING:
    from types import ModuleType


def _steps() -> ModuleType:
    from digitpad.notes import steps_a  # noqa: PLC0415 - numpy is loaded once a step is done

    return steps_a


def _depths() -> ModuleType:
    from digitpad.notes import steps_a_depths  # noqa: PLC0415 - the same

    return steps_a_depths


WALK = Walk(
    name=NoteName.A,
    title="Softmax regression and an MLP with PyTorch",
    about="A linear model and a network of four layers learn MNIST, and you see every line that does it.",
    steps=(
        Step(
            key="tensors",
            numbers=(1,),
            title="Digits as tensors",
            text="Each image becomes a tensor of 1 x 28 x 28 numbers from 0 to 1: its pixels divided by 255. A loader "
            "shuffles the 60,000 training images and hands them out 64 at a time. The test images need no order and "
            "come one by one.",
            code="train = DataLoader(train_set, batch_size=64, shuffle=True)\n"
            "test = DataLoader(test_set, batch_size=1)",
            verb="Show the first batch",
            run=deferred(lambda: _steps().show_tensors),
            dataset=DatasetName.MNIST,
            view=View.DATA,
        ),
        Step(
            key="device",
            numbers=(1,),
            title="Which device computes",
            text="The note trains on a CUDA graphics card if there is one, and on the processor otherwise. These "
            "models are so small that a card gains nothing or loses: it waits for each batch longer than it "
            "computes. Here are the devices of this machine, and how little there is to compute.",
            code='device = "cuda" if torch.cuda.is_available() else "cpu"',
            verb="Look for devices",
            note_says="A GPU gains nothing here, or loses.",
            run=deferred(lambda: _steps().tell_device),
        ),
        Step(
            key="model",
            numbers=(2,),
            title="A linear model and its loss",
            text="Softmax regression is one linear layer, Ax + b, from 784 pixels to 10 logits. The loss is the mean "
            "over the batch of minus the logarithm of the true class's probability. PyTorch's loss function applies "
            "softmax itself, so that the model ends at Ax + b.",
            code="model = nn.Sequential(nn.Flatten(), nn.Linear(784, 10))\nloss_function = nn.CrossEntropyLoss()\n"
            "loss = mean(-log softmax(Ax + b)[true class])",
            verb="Work out the loss",
            run=deferred(lambda: _steps().look_at_model),
            dataset=DatasetName.MNIST,
            view=View.SOFTMAX,
        ),
        Step(
            key="train-softmax",
            numbers=(3,),
            title="Two epochs of plain SGD",
            text="Stochastic gradient descent moves every weight a little against its gradient, 938 times an epoch. "
            "The learning rate is 0.03, and two epochs are enough for most of what a linear model can learn. The same "
            "is trained once more on normalised pixels, to see what that changes.",
            code="optimizer = torch.optim.SGD(model.parameters(), lr=0.03)",
            verb="Train 2 epochs",
            note_says="92.11 %",
            run=deferred(lambda: _steps().train_softmax),
            dataset=DatasetName.MNIST,
            view=View.TRAINING,
            recipe="softmax-sgd",
        ),
        Step(
            key="four-lines",
            numbers=(4,),
            title="The four lines of a step",
            text="The first line clears the gradients of the step before, which would be added to otherwise. The "
            "second runs the model and measures its loss, the third finds the gradient of every weight, and the "
            "fourth moves the weights against it. Each line is done here on the first batch.",
            code="optimizer.zero_grad()\nloss = loss_function(model(x), y)\nloss.backward()\noptimizer.step()",
            verb="Take a step",
            run=deferred(lambda: _steps().take_a_step),
            dataset=DatasetName.MNIST,
            view=View.STEP,
        ),
        Step(
            key="test",
            numbers=(5,),
            title="Testing",
            text="The test adds up the losses and counts the hits over 10,000 images that the model has not seen. "
            "Divided by their number, these are the average loss and the accuracy. The first images it gets wrong "
            "stand below, the true class above the predicted one.",
            code="loss += loss_function(output, y).item()\ncorrect += (output.argmax(dim=1) == y).sum().item()",
            verb="Test the model",
            note_says="92.11 %",
            run=deferred(lambda: _steps().test_one_by_one),
            dataset=DatasetName.MNIST,
            view=View.EVALUATION,
        ),
        Step(
            key="mlp",
            numbers=(6,),
            title="An MLP in its place",
            text="Only the model is swapped: four linear layers with ReLU between them, 784-256-128-64-10. Loader, "
            "loss, optimiser and test stay as they are. It has thirty times as many parameters as the linear model.",
            code="model = nn.Sequential(\n    nn.Flatten(),\n    nn.Linear(784, 256), nn.ReLU(),\n"
            "    nn.Linear(256, 128), nn.ReLU(),\n    nn.Linear(128, 64), nn.ReLU(),\n    nn.Linear(64, 10),\n)",
            verb="Train 2 epochs",
            note_says="about 96 %",
            run=deferred(lambda: _steps().train_mlp),
            dataset=DatasetName.MNIST,
            view=View.PYTORCH,
            recipe="mlp-relu",
        ),
        Step(
            key="mlp-longer",
            numbers=(6,),
            title="Ten epochs",
            text="The linear model would gain little by going on; the MLP goes on learning. It takes up where the "
            "two epochs ended, and can be stopped and continued.",
            code="for epoch in range(10):\n    train(model)\n    test(model)",
            verb="Train to 10 epochs",
            note_says="98 %",
            run=deferred(lambda: _steps().train_mlp_longer),
            dataset=DatasetName.MNIST,
            view=View.TRAINING,
            recipe="mlp-relu",
        ),
        Step(
            key="why-four-layers",
            numbers=(7,),
            title="Why four layers, and not three or five?",
            text="More layers mean more parameters, more to compute and more that can be represented; too few leave "
            "out the non-linearity that the data needs. The right number cannot be read off the problem: one tries. "
            "Here one to five hidden layers are tried for a moment, and the experiment tries them in earnest.",
            verb="Try 1 to 5 hidden layers",
            note_says="Four layers, three of them hidden, did best by trying.",
            run=deferred(lambda: _depths().compare_depths),
            dataset=DatasetName.MNIST,
            view=View.EXPERIMENT,
            experiment="why-four-layers",
        ),
    ),
)
