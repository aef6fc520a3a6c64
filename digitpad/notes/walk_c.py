"""Note C, step by step: an MLP with sigmoid."""

from __future__ import annotations

from typing import TYPE_CHECKING

from digitpad.config.dataset_info import DatasetName
from digitpad.notes.walk import NoteName, Step, View, Walk, deferred

if TYPE_CHECKING:
    from types import ModuleType


def _steps() -> ModuleType:
    from digitpad.notes import steps_c  # noqa: PLC0415 - numpy is loaded once a step is done

    return steps_c


WALK = Walk(
    name=NoteName.C,
    title="An MLP with sigmoid, from loader to evaluation",
    about="A network with two hidden layers of sigmoid units learns slowly, and its log is read line by line.",
    steps=(
        Step(
            key="versions",
            numbers=(1,),
            title="Version, device and settings",
            text="Before anything else the note prints which PyTorch it runs on and which device it uses. It sets a "
            "batch size of 32 and 10 epochs.",
            code='print(torch.__version__)\nDEVICE = torch.device("cuda" if torch.cuda.is_available() else "cpu")\n'
            "BATCH_SIZE = 32\nEPOCHS = 10",
            verb="Print them",
            run=deferred(lambda: _steps().tell_versions),
        ),
        Step(
            key="words",
            numbers=(1,),
            title="Mini-batch, iteration, epoch",
            text="A mini-batch is the images of one step, an iteration is one such step, and an epoch is once through "
            "all images. So an epoch has as many iterations as there are images, divided by the mini-batch.",
            code="iterations = samples / mini-batch",
            verb="Work it out",
            note_says="100,000 samples in mini-batches of 10,000: 10 iterations an epoch",
            run=deferred(lambda: _steps().count_iterations),
            dataset=DatasetName.MNIST,
        ),
        Step(
            key="shuffle",
            numbers=(2,),
            title="Why images are shuffled",
            text="Shown images in order of their labels, a model sees zeros alone, then ones alone, and learns that "
            "order instead of the digits. Shuffling mixes the classes in every batch. A linear model is trained here "
            "for an epoch in either way, as it takes no time.",
            code="DataLoader(train_set, batch_size=32, shuffle=True)",
            verb="Train in both orders",
            run=deferred(lambda: _steps().compare_orders),
            dataset=DatasetName.MNIST,
        ),
        Step(
            key="first-batch",
            numbers=(3,),
            title="The first batch",
            text="The loader's first batch shows whether the data is what one thinks it is. Its images are floats from "
            "0 to 1 in one channel, and its labels are whole numbers.",
            code="for X, y in train_loader:\n    print(X.size(), X.type(), y.size(), y.type())\n    break",
            verb="Show ten images",
            note_says="images (32, 1, 28, 28) float, labels (32,) long",
            run=deferred(lambda: _steps().show_batch),
            dataset=DatasetName.MNIST,
            view=View.DATA,
        ),
        Step(
            key="model",
            numbers=(4,),
            title="The network, and a softmax too many",
            text="Layers of 512 and 256 units follow the 784 pixels, each with a sigmoid, and log-softmax ends the "
            "network. The loss then takes the log-softmax once more. That changes nothing, because the log-softmax of "
            "a log-softmax is itself.",
            code="model = nn.Sequential(\n    nn.Flatten(),\n    nn.Linear(784, 512), nn.Sigmoid(),\n"
            "    nn.Linear(512, 256), nn.Sigmoid(),\n    nn.Linear(256, 10), nn.LogSoftmax(dim=1),\n)\nprint(model)",
            verb="Print the model",
            run=deferred(lambda: _steps().look_at_model),
            dataset=DatasetName.MNIST,
            view=View.SOFTMAX,
        ),
        Step(
            key="momentum",
            numbers=(5,),
            title="SGD with momentum",
            text="With momentum, each step keeps half of the one before and adds its own gradient. What the gradients "
            "have in common grows, and what differs from batch to batch partly cancels. Eight steps on real batches "
            "show by how much.",
            code="v = 0.5 * v + gradient\nw = w - 0.01 * v\n"
            "optimizer = torch.optim.SGD(model.parameters(), lr=0.01, momentum=0.5)",
            verb="Take eight steps",
            run=deferred(lambda: _steps().follow_momentum),
            dataset=DatasetName.MNIST,
            view=View.STEP,
        ),
        Step(
            key="train",
            numbers=(6,),
            title="Training, with a line every 200 batches",
            text="The training function puts the model into training mode and goes through the batches. Every 200 of "
            "them, from batch 0 on, it prints the epoch, how many images it has seen, and the loss of that batch. "
            "Two epochs show how slowly sigmoid begins; the next step goes on.",
            code="model.train()\nfor batch, (image, label) in enumerate(train_loader):\n    ...\n"
            "    if batch % 200 == 0:\n        print(...)",
            verb="Train 2 epochs",
            note_says="a line every 200 batches, from batch 0 on",
            run=deferred(lambda: _steps().train),
            dataset=DatasetName.MNIST,
            view=View.TRAINING,
            recipe="mlp-sigmoid",
        ),
        Step(
            key="evaluate",
            numbers=(7,),
            title="Evaluation after each epoch",
            text="The evaluation function puts the model into evaluation mode and runs it without gradients. After "
            "each epoch it prints the test loss and the accuracy. Training takes up where the two epochs ended, and "
            "can be stopped and continued.",
            code="model.eval()\nwith torch.no_grad():\n    for image, label in test_loader:\n        ...",
            verb="Train to 10 epochs",
            note_says="test loss and accuracy, one line an epoch",
            run=deferred(lambda: _steps().evaluate),
            dataset=DatasetName.MNIST,
            view=View.EVALUATION,
        ),
        Step(
            key="loss-too-small",
            numbers=(8,),
            title="A mistake: a loss about 32 times too small",
            text="The loss function gives the mean over a batch of 32. The note adds these means up and divides by the "
            "number of images, where it should divide by the number of batches. Accuracy is counted rightly, so that "
            "only the loss looks far too good.",
            code="test_loss += criterion(output, label).item()  # a mean over 32 images\n"
            "test_loss /= len(test_loader.dataset)         # divides by 10,000\n"
            "test_loss /= len(test_loader)                 # should divide by 313",
            verb="Average it both ways",
            note_says="divides by the number of images",
            run=deferred(lambda: _steps().divide_twice),
            dataset=DatasetName.MNIST,
            view=View.PYTORCH,
            recipe="mlp-sigmoid",
        ),
    ),
)
