"""Note E, step by step: softmax regression from scratch on Fashion-MNIST, then with the API."""

from __future__ import annotations

from typing import TYPE_CHECKING

from digitpad.config.dataset_info import DatasetName
from digitpad.notes.walk import NoteName, Step, View, Walk, deferred

if TYPE_CHECKING:
    from types import ModuleType


def _steps() -> ModuleType:
    from digitpad.notes import steps_e  # noqa: PLC0415 - numpy is loaded once a step is done

    return steps_e


WALK = Walk(
    name=NoteName.E,
    title="Softmax regression from scratch on Fashion-MNIST",
    about="Every part of softmax regression is written by hand and computed before your eyes, then done again in a few "
    "lines.",
    steps=(
        Step(
            key="scores",
            numbers=(1,),
            title="Why a score is no probability",
            text="A score may be negative, and scores need not sum to one. Softmax mends both: exp makes each "
            "positive, the division by their sum makes them shares. The loss is minus the logarithm of the true "
            "class's share, and its gradient with respect to the scores is softmax minus the one-hot label.",
            code="p = exp(z) / sum(exp(z))\nloss = -log(p[y])\nd loss / d z = p - one_hot(y)",
            verb="Turn scores into shares",
            note_says="The gradient is softmax minus the one-hot label.",
            run=deferred(lambda: _steps().turn_scores),
            view=View.SOFTMAX,
        ),
        Step(
            key="clothes",
            numbers=(2,),
            title="Fashion-MNIST",
            text="Digits have become easy, so the note takes clothes and shoes: ten classes, 28 x 28 grey pixels, as "
            "many images as MNIST. Training takes them 256 at a time.",
            code="train_iter, test_iter = load_data_fashion_mnist(batch_size=256)",
            verb="Show the first twenty",
            run=deferred(lambda: _steps().show_clothes),
            dataset=DatasetName.FASHION_MNIST,
            view=View.DATA,
        ),
        Step(
            key="resize",
            numbers=(2,),
            title="A loader that resizes",
            text="Other models want larger images, so that the loader can resize them on the way. A batch of 32 at 64 "
            "x 64 pixels keeps its one channel, and the labels are whole numbers.",
            code="train_iter, test_iter = load_data_fashion_mnist(32, resize=64)\nX, y = next(iter(train_iter))\n"
            "print(X.shape, X.dtype, y.shape, y.dtype)",
            verb="Resize a batch",
            note_says="(32, 1, 64, 64) float32, (32,) int64",
            run=deferred(lambda: _steps().resize_batch),
            dataset=DatasetName.FASHION_MNIST,
            view=View.DATA,
        ),
        Step(
            key="sums",
            numbers=(3,),
            title="Sums that keep their dimension",
            text="Softmax divides each row by its sum. With the dimension kept, the sums of the rows are a column, "
            "which divides each row by its own number. The sums down the columns would be a row.",
            code="X = torch.tensor([[1., 2., 3.], [4., 5., 6.]])\nX.sum(0, keepdim=True), X.sum(1, keepdim=True)",
            verb="Add up",
            note_says="5 7 9 and 6 15",
            run=deferred(lambda: _steps().add_up),
        ),
        Step(
            key="cross-entropy",
            numbers=(3,),
            title="Cross-entropy by picking",
            text="No one-hot label is needed: the probability of the true class is picked by its index, and minus its "
            "logarithm is the loss. The accuracy compares the index of the largest with the label, and takes the "
            "mean. Of these two samples, the first is wrong and the second right.",
            code="def cross_entropy(y_hat, y):\n    return -torch.log(y_hat[range(len(y_hat)), y])",
            verb="Pick and take the logarithm",
            note_says="2.3026 and 0.6931",
            run=deferred(lambda: _steps().pick_losses),
        ),
        Step(
            key="by-hand",
            numbers=(3,),
            title="Weights, network and loss by hand",
            text="The weights are drawn from a normal distribution with standard deviation 0.01, the biases are 0. "
            "The network flattens the images, multiplies and adds, and takes softmax. Before any training it holds "
            "all ten classes about equally likely.",
            code="W = torch.normal(0, 0.01, size=(784, 10), requires_grad=True)\n"
            "b = torch.zeros(10, requires_grad=True)\n"
            "def net(X):\n    return softmax(X.reshape(-1, 784) @ W + b)",
            verb="Run it before training",
            run=deferred(lambda: _steps().build_by_hand),
            dataset=DatasetName.FASHION_MNIST,
        ),
        Step(
            key="train",
            numbers=(4,),
            title="Ten epochs, three lines",
            text="Each epoch gives its mean loss and accuracy on the training images as they are learnt, and the "
            "accuracy on the test images. The three are drawn in one frame while it trains, at a learning rate of "
            "0.1. At the end the note checks that all three are as they should be.",
            code="assert train_loss < 0.5, train_loss\nassert train_acc <= 1 and train_acc > 0.7, train_acc\n"
            "assert test_acc <= 1 and test_acc > 0.7, test_acc",
            verb="Train 10 epochs",
            note_says="loss below 0.5, both accuracies above 0.7",
            run=deferred(lambda: _steps().train),
            dataset=DatasetName.FASHION_MNIST,
            view=View.TRAINING,
            recipe="softmax-fashion",
        ),
        Step(
            key="six-pictures",
            numbers=(5,),
            title="Six pictures with two names each",
            text="The first six test images, each with its true name above the predicted one. Your own drawing is "
            "read as a piece of clothing as well, if there is one: a model knows no others.",
            code='titles = [true + "\\n" + pred for true, pred in zip(trues, preds)]\nshow_images(X[0:6], titles)',
            verb="Show six pictures",
            run=deferred(lambda: _steps().show_six),
            dataset=DatasetName.FASHION_MNIST,
            view=View.EVALUATION,
        ),
        Step(
            key="api",
            numbers=(6,),
            title="The same in a few lines",
            text="With the API the model is a flattening and a linear layer, whose weights are drawn as before. The "
            "loss takes the logits and, with no reduction, gives one number a sample; the mean of them is what is "
            "learnt from. Other first weights come to about the same accuracy.",
            code="net = nn.Sequential(nn.Flatten(), nn.Linear(784, 10))\n"
            'nn.init.normal_(net[1].weight, std=0.01)\nloss = nn.CrossEntropyLoss(reduction="none")\n'
            "loss(net(X), y).mean().backward()",
            verb="Train it so",
            note_says="test accuracy above 0.8",
            run=deferred(lambda: _steps().use_api),
            dataset=DatasetName.FASHION_MNIST,
            view=View.PYTORCH,
            recipe="softmax-fashion",
        ),
    ),
)
