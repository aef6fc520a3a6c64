import io
import struct
import warnings
import zlib
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from digitpad.errors import PictureError
from digitpad.preprocessing import picture_decoding
from digitpad.preprocessing.picture_decoding import LONGEST_SIDE, unpacked
from tests.support.processes import python

MEASURE = """
import resource, sys
from pathlib import Path
from digitpad.errors import PictureError
from digitpad.preprocessing.picture import load_picture
try:
    load_picture(Path(sys.argv[1]))
except PictureError:
    pass
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""


def encoded(image: Image.Image, kind: str = "PNG", **options: object) -> bytes:
    content = io.BytesIO()
    image.save(content, kind, **options)
    return content.getvalue()


def ramp(width: int, height: int) -> Image.Image:
    row = np.linspace(0, 255, width).astype(np.uint8)
    return Image.fromarray(np.tile(row, (height, 1)))


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16", "CMYK", "I", "F"])
def test_a_large_picture_of_any_kind_of_pixels_looks_as_it_does_made_small(mode: str) -> None:
    image = ramp(2 * LONGEST_SIDE + 200, 300)
    if mode == "I;16":
        odd = Image.fromarray(np.asarray(image).astype(np.uint16) * 257)
    elif mode == "1":
        image = image.point(lambda level: 255 if level > 127 else 0)
        odd = image.convert("1")
    else:
        odd = image.convert(mode)
    small = unpacked(encoded(odd, "TIFF" if mode in {"CMYK", "I", "F"} else "PNG"))
    expected = image.resize(small.size, Image.Resampling.BOX)
    assert small.size == (LONGEST_SIDE, round(300 * LONGEST_SIDE / image.width))
    difference = np.abs(np.asarray(small.convert("L"), np.int16) - np.asarray(expected, np.int16))
    assert np.quantile(difference, 0.99) <= 3


@pytest.mark.parametrize("turn", range(1, 9))
@pytest.mark.parametrize("kind", ["PNG", "TIFF", "WEBP"])
def test_transparent_pictures_are_turned_upright(turn: int, kind: str) -> None:
    image = Image.new("RGBA", (40, 20))
    image.paste("black", (0, 0, 10, 5))
    exif = Image.Exif()
    exif[274] = turn
    options = {"lossless": True} if kind == "WEBP" else {}
    corner = np.argwhere(np.asarray(unpacked(encoded(image, kind, exif=exif, **options)).convert("L")) < 128).mean(0)
    places = ((0, 0), (0, 1), (1, 1), (1, 0), (0, 0), (0, 1), (1, 1), (1, 0))  # top or bottom, left or right
    height, width = (20, 40) if turn < 5 else (40, 20)
    assert (int(corner[0] > height / 2), int(corner[1] > width / 2)) == places[turn - 1]


def test_numbers_that_are_not_finite_do_no_harm() -> None:
    numbers = np.linspace(0, 1, 400, dtype=np.float32).reshape(20, 20)
    numbers[0, :3] = np.nan, np.inf, -np.inf
    grey = np.asarray(unpacked(encoded(Image.fromarray(numbers), "TIFF")).convert("L"))
    assert (grey[0, :3].tolist(), grey[19, 19]) == ([0, 255, 0], 255)


def test_pillow_warns_of_nothing() -> None:
    large = encoded(Image.new("1", (10_000, 6_399)))
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert unpacked(large).size == (LONGEST_SIDE, 655)


@pytest.mark.parametrize(("mode", "kind", "height"), [("1", "PNG", 6_401), ("LAB", "TIFF", 3_201)])
def test_a_picture_of_more_pixels_than_are_made_small_in_time_is_refused(mode: str, kind: str, height: int) -> None:
    with pytest.raises(PictureError, match="too large"):
        unpacked(encoded(Image.new(mode, (10_000, height)), kind))


def test_a_tile_far_larger_than_its_picture_is_refused() -> None:
    tags = [(256, 100), (257, 100), (258, 8), (259, 8), (262, 1), (277, 1)]
    tags += [(322, 40_000), (323, 40_000), (324, 200), (325, 9)]
    entries = b"".join(struct.pack("<HHII", tag, 4 if tag > 320 else 3, 1, value) for tag, value in tags)
    content = b"II*\0" + struct.pack("<IH", 8, len(tags)) + entries + bytes(4) + bytes(200)
    with pytest.raises(PictureError, match="too large"):
        unpacked(content, "tile.tif")


@pytest.mark.parametrize("kind", ["pieces", "passes"])
def test_a_picture_that_takes_too_much_work_is_given_up(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(picture_decoding, "_MOST_SECONDS", 0.05)
    if kind == "pieces":
        png = encoded(Image.new("L", (9, 9)))
        chunk = struct.pack(">I", 0) + b"quRt" + struct.pack(">I", zlib.crc32(b"quRt"))
        content = png[:33] + 300_000 * chunk + png[33:]
    else:
        jpeg = encoded(Image.new("L", (1500, 1500)), "JPEG", progressive=True)
        last = jpeg.rindex(b"\xff\xc4", 0, jpeg.rindex(b"\xff\xda"))
        content = jpeg[:last] + 2000 * jpeg[last:-2] + jpeg[-2:]
    with pytest.raises(PictureError, match="too long"):
        unpacked(content, "endless")


@pytest.mark.long
@pytest.mark.parametrize("mode", ["RGBA", "LA", "I;16", "P"])
def test_the_largest_picture_takes_less_than_a_gigabyte(mode: str, tmp_path: Path) -> None:
    Image.new(mode, (10_000, 6_399)).save(tmp_path / "large.png")
    assert int(python("-c", MEASURE, tmp_path / "large.png").stdout) < 1_000_000
