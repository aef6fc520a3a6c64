"""Note B, step by step: softmax regression after the Korean PyTorch wikibook."""

from __future__ import annotations

from typing import TYPE_CHECKING

from digitpad.config.dataset_info import DatasetName
from digitpad.notes.walk import NoteName, Step, View, Walk, deferred

if TYPE_CHECKING:
    from types import ModuleType


def _steps() -> ModuleType:
    from digitpad.notes import steps_b  # noqa: PLC0415 - numpy is loaded once a step is done

    return steps_b


WALK = Walk(
    name=NoteName.B,
    title="Softmax regression, its cost epoch by epoch",
    about="One linear layer learns MNIST in 15 epochs, and a mistake in the note's test is taken apart.",
    steps=(
        Step(
            key="seed",
            numbers=(1,),
            title="A seed, so that it comes out again",
            text="Weights start at random and images come in random order, so that two runs differ. A fixed seed, 777 "
            "for Python, PyTorch and CUDA, makes the random numbers the same each time. First weights are drawn here "
            "twice with that seed and once with another.",
            code="random.seed(777)\ntorch.manual_seed(777)\ntorch.cuda.manual_seed_all(777)",
            verb="Draw first weights twice",
            run=deferred(lambda: _steps().draw_twice),
        ),
        Step(
            key="first-batch",
            numbers=(1,),
            title="600 batches of 100",
            text="60,000 images in batches of 100 make 600 batches an epoch, for 15 epochs. An incomplete last batch "
            "is dropped: its few images would each weigh more in their step than all others. Here none is left over.",
            code="DataLoader(train_set, batch_size=100, shuffle=True, drop_last=True)",
            verb="Show the first batch",
            note_says="600 batches; images (100, 1, 28, 28), labels (100,)",
            run=deferred(lambda: _steps().show_batch),
            dataset=DatasetName.MNIST,
            view=View.DATA,
        ),
        Step(
            key="model",
            numbers=(2,),
            title="A linear layer, and a loss with softmax inside",
            text="The model is a linear layer with a bias, from 784 pixels to 10 logits. Cross-entropy contains the "
            "softmax, so that the model needs none. SGD takes steps at a learning rate of 0.1.",
            code="linear = nn.Linear(784, 10, bias=True)\ncriterion = nn.CrossEntropyLoss()\n"
            "optimizer = torch.optim.SGD(linear.parameters(), lr=0.1)",
            verb="Work out the loss both ways",
            run=deferred(lambda: _steps().look_at_model),
            dataset=DatasetName.MNIST,
            view=View.SOFTMAX,
        ),
        Step(
            key="train",
            numbers=(3,),
            title="15 epochs, and the cost of each",
            text="The cost of an epoch is the mean of its batches' losses, taken while the weights change. It falls "
            "quickly at first and hardly at all in the end, for a linear model has little left to learn.",
            code='avg_cost += cost / total_batch\nprint("Epoch:", "%04d" % (epoch + 1), "cost =", '
            '"{:.9f}".format(avg_cost))',
            verb="Train 15 epochs",
            note_says="Epoch: 0001 cost = ..., one line an epoch",
            run=deferred(lambda: _steps().train),
            dataset=DatasetName.MNIST,
            view=View.TRAINING,
            recipe="softmax-wikidocs",
        ),
        Step(
            key="test",
            numbers=(4,),
            title="Accuracy is a mean of comparisons",
            text="Each of the 10,000 test images has ten logits, and the largest one is the prediction. Compared with "
            "the labels this gives true or false for each, and their mean is the accuracy.",
            code="correct = torch.argmax(prediction, 1) == labels\naccuracy = correct.float().mean()",
            verb="Test the model",
            note_says="predictions (10000, 10)",
            run=deferred(lambda: _steps().test),
            dataset=DatasetName.MNIST,
            view=View.EVALUATION,
        ),
        Step(
            key="random-picture",
            numbers=(5,),
            title="One picture, its label and the prediction",
            text="A test image is drawn at random and shown in grey with its label and what the model takes it for. "
            "Here it goes onto the pad as well, where the model chosen there reads it, and you can draw over it.",
            code="r = random.randint(0, len(test_set) - 1)\nplt.imshow(image.view(28, 28), cmap='Greys')",
            verb="Take a random picture",
            run=deferred(lambda: _steps().show_random_picture),
            dataset=DatasetName.MNIST,
            view=View.INSIDE,
        ),
        Step(
            key="what-changes",
            numbers=(6,),
            title="What training changes, and what it does not",
            text="Testing needs neither a cost nor gradients, and leaves the weights as they are. Training changes the "
            "weights and the bias alone: softmax is a fixed function with nothing in it to learn. It does not change "
            "which logit is the largest either.",
            code="with torch.no_grad():\n    prediction = linear(images)",
            verb="Compare before and after",
            run=deferred(lambda: _steps().see_what_changes),
            dataset=DatasetName.MNIST,
            view=View.PYTORCH,
            recipe="softmax-wikidocs",
        ),
        Step(
            key="raw-images",
            numbers=(7,),
            title="A mistake: test images left in 0 to 255",
            text="The note takes the test images straight from the data set, where pixels go from 0 to 255, while the "
            "model was trained on 0 to 1. No error is raised and most answers are still right, so that one hardly "
            "notices. Both figures are measured here.",
            code="images = test_set.test_data.view(-1, 28 * 28).float()        # 0 to 255\n"
            "images = test_set.test_data.view(-1, 28 * 28).float() / 255  # 0 to 1, as in training",
            verb="Measure both",
            note_says="measures images left in 0 to 255",
            run=deferred(lambda: _steps().test_raw_images),
            dataset=DatasetName.MNIST,
        ),
    ),
)
