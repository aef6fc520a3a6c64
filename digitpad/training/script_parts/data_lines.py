"""The data of a script: plain torchvision where it can be, digitpad's own preparation where it must be."""

from __future__ import annotations

from dataclasses import replace
from textwrap import fill
from typing import TYPE_CHECKING

from digitpad.config.dataset_info import DATASETS, DatasetName
from digitpad.config.model_spec import ModelSpec
from digitpad.config.preprocessing_spec import Reading
from digitpad.config.train_config import Sampling, TrainConfig
from digitpad.training.script_parts.source_text import WIDTH, call, expression, numbers, quoted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from digitpad.config.preprocessing_spec import Preprocessing

_CLASSES = {
    DatasetName.MNIST: "MNIST",
    DatasetName.FASHION_MNIST: "FashionMNIST",
    DatasetName.KMNIST: "KMNIST",
    DatasetName.CIFAR10: "CIFAR10",
}

DATA = "DATA"
FOLDER = "FOLDER"


def needs_digitpad(config: TrainConfig) -> bool:
    """Whether no plain script can prepare the data: pen strokes, variations, equalised digits."""
    is_of_ink = config.ink is not None or config.dataset is DatasetName.PENDIGITS
    return is_of_ink or config.augmentation or config.preprocessing.moments


def draws_batches(config: TrainConfig) -> bool:
    """Whether digitpad draws the batches, too: of samples that are varied, or of which some are ink."""
    return config.augmentation or config.ink is not None


def constant(config: TrainConfig) -> str | None:
    """Return the line that says where the data is; None where digitpad knows."""
    if needs_digitpad(config):
        return None
    if config.folder is not None:
        return f"{FOLDER} = {quoted(config.folder)}  # holds train/CLASS and test/CLASS"
    return f'{DATA} = "data"  # the folder that the data set is fetched into, if it is not there yet'


def batch_count(config: TrainConfig) -> str:
    """Return the expression for how many steps an epoch has."""
    return "batches.count" if draws_batches(config) else "len(train_loader)"


def function(config: TrainConfig) -> str:
    """Return the function that turns a part of the data into tensors."""
    if needs_digitpad(config):
        return _DIGITPAD_FUNCTION
    size, channels = config.preprocessing.image_size, config.preprocessing.channels
    about = (
        f'    """Return a part\'s pictures, ({{count}}, {channels}, {size}, {size}) from 0 to 1, and their labels."""'
    )
    about = about.format(count="count")
    lines = "\n".join(_reading(config))
    return f"def read(*, is_train):\n{about}\n{lines}"


def tensors(config: TrainConfig) -> str:
    """Return the lines that read both parts, and hold a part out and normalise as asked for."""
    if needs_digitpad(config):
        return "\n".join(_digitpad_tensors(config))
    lines = ["train_images, train_labels = read(is_train=True)", "test_images, test_labels = read(is_train=False)"]
    if config.validation:
        lines += _folder_split(config) if config.dataset is DatasetName.FOLDER else _split(config)
    lines += _first(config)
    lines += _normalising(config)
    return "\n".join(lines)


def digitpad_config(config: TrainConfig) -> str:
    """Return the lines in which digitpad reads the data."""
    given = TrainConfig(
        model=ModelSpec(inputs=config.model.inputs, classes=config.model.classes),
        preprocessing=config.preprocessing,
        dataset=config.dataset,
        ink=config.ink,
        augmentation=config.augmentation,
        images=config.images,
        validation=config.validation,
        batch_size=config.batch_size,
    )
    if draws_batches(config):
        given = replace(
            given,
            shuffle=config.shuffle,
            replacement=config.replacement,
            drop_last=config.drop_last,
        )
    lines = [_why(config), f"config = {expression(given)}", "data = read_training_data(config)"]
    if config.preprocessing.is_to_be_measured:
        lines.append("config = with_mean_and_std(config, data.train)")
    return "\n".join(lines)


def loaders(config: TrainConfig) -> str:
    """Return the lines that make batches."""
    lines = []
    if draws_batches(config):
        lines += [
            "order, variation = np.random.default_rng(SEED).spawn(2)",
            "batches = Batches(config, data.train, data.ink, order=order, variation=variation)",
        ]
        if config.augmentation:
            steps = "EPOCHS * batches.count" if config.steps is None else "STEPS"
            lines.append(f"length = RunLength(batches.count, {steps})")
    else:
        lines += _train_loader(config)
    for part in (*_validation(config), "test"):
        lines.append(f"{part}_set = TensorDataset({part}_images, {part}_labels)")
        lines.append(f"{part}_loader = DataLoader({part}_set, batch_size=1000)")
    return "\n".join(lines)


def batches_call(config: TrainConfig) -> str:
    """Return the expression for an epoch's batches."""
    if not draws_batches(config):
        return "train_loader"
    return "train_batches(epoch)" if config.augmentation else "train_batches()"


def batches_function(config: TrainConfig) -> str:
    """Return the function that yields an epoch's batches where digitpad draws them."""
    parameter = given = late = ""
    if config.augmentation:
        parameter, given = "epoch", "is_unaugmented=lambda: length.is_unaugmented(epoch)"
        late = "; a long run's last epochs are hardly varied"
    return (
        f"def train_batches({parameter}):\n"
        f'    """Yield an epoch\'s batches{late}."""\n'
        f"    for batch in batches.epoch({given}):\n"
        "        yield torch.from_numpy(batch.inputs), torch.from_numpy(batch.labels)"
    )


def _validation(config: TrainConfig) -> tuple[str, ...]:
    return ("validation",) if config.validation else ()


def _train_loader(config: TrainConfig) -> Iterator[str]:
    given = [f"batch_size={config.batch_size}"]
    if config.sampling is Sampling.PERMUTATION:
        given.append("shuffle=True")
    elif config.sampling is Sampling.REPLACEMENT:
        given.append("sampler=RandomSampler(train_set, replacement=True)")
    if config.drop_last:
        given.append("drop_last=True")
    yield "train_set = TensorDataset(train_images, train_labels)"
    yield call("train_loader = DataLoader(", "train_set", *given)


def _reading(config: TrainConfig) -> Iterator[str]:
    """Yield the body of the function that reads a part with torchvision alone."""
    preprocessing, info = config.preprocessing, DATASETS.get(config.dataset)
    is_as_stored = (
        info is not None and info.image_size == preprocessing.image_size and info.channels == preprocessing.channels
    )
    if is_as_stored:
        yield f"    part = datasets.{_CLASSES[config.dataset]}({DATA}, train=is_train, download=True)"
        if preprocessing.channels == 1:
            yield "    images = part.data.unsqueeze(1) / 255  # all at once: a transform for each would be slow"
        else:
            yield "    images = torch.from_numpy(part.data).permute(0, 3, 1, 2) / 255  # channels in front"
    else:
        yield from _transformed(config)
    if preprocessing.is_normalised and not preprocessing.is_to_be_measured:
        yield from _standardising(preprocessing)
    yield "    return images, torch.as_tensor(part.targets)"


def _transformed(config: TrainConfig) -> Iterator[str]:
    preprocessing, info = config.preprocessing, DATASETS.get(config.dataset)
    size = preprocessing.image_size
    steps = []
    if info is None or info.image_size != size:
        steps.append(f"transforms.Resize(({size}, {size}))")
    if preprocessing.reading is Reading.COLOUR and info is not None and info.channels == 1:
        steps.append("transforms.Grayscale(3)")
    elif preprocessing.reading is not Reading.COLOUR and (info is None or info.channels == 3):
        steps.append("transforms.Grayscale()")
    yield f"    transform = transforms.Compose([{', '.join([*steps, 'transforms.ToTensor()'])}])"
    if info is None:
        yield f"    part = datasets.ImageFolder(f\"{{{FOLDER}}}/{{'train' if is_train else 'test'}}\", transform)"
    else:
        name = _CLASSES[config.dataset]
        yield f"    part = datasets.{name}({DATA}, train=is_train, transform=transform, download=True)"
    yield "    images = torch.stack([image for image, _ in part])  # once, not anew in every epoch"


def _standardising(preprocessing: Preprocessing) -> Iterator[str]:
    mean, std = preprocessing.mean, preprocessing.std
    if len(mean) == 1:
        yield f"    images = (images - {mean[0]!r}) / {std[0]!r}"
        return
    yield f"    mean = torch.tensor({numbers(mean)}).view(-1, 1, 1)  # a number for each channel"
    yield f"    std = torch.tensor({numbers(std)}).view(-1, 1, 1)"
    yield "    images = (images - mean) / std"


def _split(config: TrainConfig) -> Iterator[str]:
    """Yield the lines that hold out the last training pictures."""
    count = config.validation
    yield f"validation_images, validation_labels = train_images[-{count}:], train_labels[-{count}:]"
    yield f"train_images, train_labels = train_images[:-{count}], train_labels[:-{count}]"


def _folder_split(config: TrainConfig) -> Iterator[str]:
    """Yield the lines that hold out the last pictures of each class, as many as its share: they lie class by class."""
    count = config.validation
    yield "# Held out are the last pictures of each class: a folder is read class by class."
    yield "is_held_out = torch.zeros(len(train_labels), dtype=torch.bool)"
    yield "done = 0"
    yield "for label in train_labels.unique():"
    yield "    of_class = (train_labels == label).nonzero().flatten()"
    yield "    before, done = done, done + len(of_class)"
    yield f"    share = {count} * done // len(train_labels) - {count} * before // len(train_labels)"
    yield "    is_held_out[of_class[len(of_class) - share :]] = True"
    yield "validation_images, validation_labels = train_images[is_held_out], train_labels[is_held_out]"
    yield "train_images, train_labels = train_images[~is_held_out], train_labels[~is_held_out]"


def _first(config: TrainConfig) -> Iterator[str]:
    """Yield the lines that leave so many of the training pictures, if not all of them are learnt from."""
    count = config.images
    if count and config.dataset is DatasetName.FOLDER:
        yield f"chosen = torch.arange({count}) * len(train_labels) // {count}  # a folder is read class by class"
        yield "train_images, train_labels = train_images[chosen], train_labels[chosen]"
    elif count:
        yield f"train_images, train_labels = train_images[:{count}], train_labels[:{count}]"


def _normalising(config: TrainConfig) -> Iterator[str]:
    """Yield the lines that measure mean and standard deviation on the training pictures, and take them out."""
    if not config.preprocessing.is_to_be_measured:
        return
    yield "# Measured on what is trained on, and taken out of all pictures."
    yield "mean = train_images.mean(dim=(0, 2, 3), keepdim=True)"
    yield "std = train_images.std(dim=(0, 2, 3), keepdim=True)"
    for part in ("train", *_validation(config), "test"):
        yield f"{part}_images = ({part}_images - mean) / std"


def _why(config: TrainConfig) -> str:
    left = []
    if config.ink is not None or config.dataset is DatasetName.PENDIGITS:
        left.append("drawing pen strokes")
    if config.preprocessing.moments:
        left.append("equalising digits by their second moments")
    if config.augmentation:
        left.append("varying digits afresh in every epoch")
    text = f"Left to digitpad, as no plain script can do it: {', '.join(left)}."
    return fill(text, WIDTH, initial_indent="# ", subsequent_indent="# ")


def _digitpad_tensors(config: TrainConfig) -> Iterator[str]:
    if not draws_batches(config):
        yield "train_images = torch.from_numpy(prepared_images(data.train, config.preprocessing))"
        yield "train_labels = torch.tensor(data.train.labels, dtype=torch.long)"
    if config.validation:
        yield "validation_images, validation_labels = as_tensors(data.prepared_validation(config.preprocessing))"
    yield "test_images, test_labels = as_tensors(data.prepared_tests(config.preprocessing)[0])"


_DIGITPAD_FUNCTION = '''\
def as_tensors(part):
    """Return a part's pictures, a row of numbers each, and their labels."""
    return torch.from_numpy(part.inputs), torch.tensor(part.labels, dtype=torch.long)'''
