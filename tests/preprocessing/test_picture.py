import io
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFilter

from digitpad.config.dataset_info import Split
from digitpad.config.preprocessing_spec import Preprocessing
from digitpad.data.reading import read_mnist
from digitpad.errors import PictureError
from digitpad.ink.drawing import Picture
from digitpad.ink.ink import Ink
from digitpad.ink.synthetic.distortions import painted
from digitpad.ink.synthetic.strokes import ink_of, unit_strokes
from digitpad.preprocessing import picture, raster
from digitpad.preprocessing.ink_rendering import draw as drawn
from digitpad.preprocessing.picture_decoding import FORMATS


def grey_picture(pixels: np.ndarray) -> Picture:
    height, width = pixels.shape
    return Picture(width, height, np.repeat(pixels.astype(np.uint8)[:, :, np.newaxis], 3, axis=2).tobytes())


def encoded(image: Image.Image, kind: str = "PNG") -> bytes:
    content = io.BytesIO()
    image.save(content, kind)
    return content.getvalue()


def seen(drawing: Picture) -> np.ndarray:
    return raster.finish(picture.fitted_ink(drawing), Preprocessing()).pixels


def read(image: Image.Image) -> np.ndarray:
    return seen(picture.decode_picture(encoded(image), "test.png"))


def drawn_seven(size: int = 280, ink: str = "black", paper: str = "white") -> Image.Image:
    image = Image.new("RGB", (size, size), paper)
    draw = ImageDraw.Draw(image)
    corners = [(size * 0.3, size * 0.2), (size * 0.7, size * 0.2), (size * 0.45, size * 0.8)]
    draw.line(corners, fill=ink, width=size // 14, joint="curve")
    return image


def test_mnist_test_images_come_back_bit_for_bit() -> None:
    for pixels in read_mnist(Split.TEST).pixels[::4]:
        assert np.array_equal(seen(grey_picture(pixels)), pixels.astype(np.float32) / np.float32(255))


def test_dark_on_light_and_light_on_dark_read_the_same() -> None:
    expected = read(drawn_seven())
    assert expected.sum() > 50
    np.testing.assert_allclose(read(drawn_seven(ink="white", paper="black")), expected, atol=0.02)
    np.testing.assert_allclose(read(drawn_seven(ink="navy", paper="ivory")), expected, atol=0.2)


@pytest.mark.parametrize("size", [60, 280, 1500])
def test_the_size_of_a_picture_hardly_matters(size: int) -> None:
    assert np.abs(read(drawn_seven(size)) - read(drawn_seven())).mean() < 0.04


def test_shadow_and_noise_on_the_paper_are_removed() -> None:
    clean = drawn_seven(400)
    generator = np.random.default_rng(0)
    pixels = np.asarray(clean.filter(ImageFilter.GaussianBlur(1)).convert("L"), dtype=np.float64)
    shadow = np.linspace(1.0, 0.55, 400)[np.newaxis] * np.linspace(1.0, 0.8, 400)[:, np.newaxis]
    photo = pixels * 0.85 * shadow + 20 + generator.normal(0, 5, pixels.shape)
    taken = Image.fromarray(np.clip(photo, 0, 255).astype(np.uint8))
    assert np.abs(read(taken) - read(clean)).mean() < 0.06


def test_specks_do_not_widen_the_box() -> None:
    image = drawn_seven(300)
    pixels = np.asarray(image).copy()
    generator = np.random.default_rng(1)
    pixels = np.clip(pixels + generator.normal(0, 4, pixels.shape), 0, 255).astype(np.uint8)
    pixels[5, 5] = pixels[290, 12] = 0
    assert np.abs(read(Image.fromarray(pixels)) - read(image)).mean() < 0.06


def test_transparent_paper_takes_the_opposite_of_the_ink() -> None:
    for ink in ("black", "white"):
        image = Image.new("RGBA", (200, 200), (0, 0, 0, 0))
        ImageDraw.Draw(image).line([(100, 20), (100, 180)], fill=ink, width=14)
        pixels = read(image)
        assert pixels.sum() > 20
        assert np.flatnonzero(pixels.any(axis=0)).size < 5


def test_a_photo_taken_sideways_is_turned_upright(tmp_path: Path) -> None:
    upright = drawn_seven(120)
    exif = Image.Exif()
    exif[0x0112] = 6  # the camera was held a quarter turn to the left
    upright.transpose(Image.Transpose.ROTATE_90).save(tmp_path / "photo.jpg", exif=exif, quality=95)
    assert np.abs(seen(picture.load_picture(tmp_path / "photo.jpg")) - read(upright)).mean() < 0.03


@pytest.mark.parametrize("mode", ["1", "L", "P", "CMYK", "I;16", "LA"])
def test_every_kind_of_pixel_is_read(mode: str, tmp_path: Path) -> None:
    grey = drawn_seven(100).convert("L")
    deep = Image.fromarray(np.asarray(grey).astype(np.uint16) * 257)
    image = deep if mode == "I;16" else grey.convert(mode)
    path = tmp_path / ("picture.tif" if mode in ("CMYK", "I;16") else "picture.png")
    image.save(path)
    assert np.abs(seen(picture.load_picture(path)) - read(drawn_seven(100))).mean() < 0.05


def test_a_blank_picture_holds_nothing_to_read() -> None:
    for level in (0, 128, 255):
        with pytest.raises(PictureError, match="stands out"):
            picture.fitted_ink(grey_picture(np.full((50, 50), level)))


@pytest.mark.parametrize("content", [b"", b"not a picture", b"\x89PNG\r\n\x1a\n" + bytes(50)])
def test_a_file_that_is_no_picture_is_refused_by_name(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "odd.png"
    path.write_bytes(content)
    with pytest.raises(PictureError, match=r"odd\.png"):
        picture.load_picture(path)


@pytest.mark.parametrize("kind", FORMATS)
def test_the_formats_that_are_promised_are_read(kind: str) -> None:
    assert picture.fitted_ink(picture.decode_picture(encoded(drawn_seven(), kind), "seven.png")).max() > 0.9


@pytest.mark.parametrize("kind", ["PPM", "TGA", "DDS", "EPS"])
def test_any_other_format_is_refused_whatever_the_file_is_called(kind: str) -> None:
    content = encoded(drawn_seven(), kind)
    with pytest.raises(PictureError, match=r"seven\.png is broken, or no PNG"):
        picture.decode_picture(content, "seven.png")


def test_a_truncated_picture_is_refused() -> None:
    with pytest.raises(PictureError):
        picture.decode_picture(encoded(drawn_seven())[:200], "cut.png")


def test_a_decompression_bomb_is_refused_before_it_is_unpacked() -> None:
    content = encoded(Image.new("1", (15_000, 15_000)))
    with pytest.raises(PictureError, match="too large"):
        picture.decode_picture(content, "bomb.png")


def test_a_missing_file_and_a_folder_are_refused(tmp_path: Path) -> None:
    for path in (tmp_path / "missing.png", tmp_path):
        with pytest.raises(PictureError, match="cannot be read"):
            picture.load_picture(path)


def test_a_picture_one_pixel_wide_does_no_harm() -> None:
    tall = np.full((40, 1), 255)
    tall[10:30] = 0
    assert picture.fitted_ink(grey_picture(tall)).shape == (28, 28)


@pytest.mark.parametrize("pen", [0.01, 0.03, 0.06])
def test_a_thin_pen_is_read_as_wide_as_the_pads(pen: float) -> None:
    """A hairline would fade to grey when a large picture is made small."""
    ink = unit_strokes(Ink.of([[(0.0, 0.0), (60.0, 0.0), (20.0, 100.0)]]))
    drawing = painted(pen)(ink, np.random.default_rng(0))
    assert isinstance(drawing, Picture)
    fitted = picture.fitted_ink(drawing)
    usual = drawn(ink_of(ink))
    assert fitted.max() > 0.95
    assert fitted.sum() == pytest.approx(usual.sum(), rel=0.25)
    assert max(np.ptp(np.argwhere(fitted > 0.1), axis=0)) + 1 == 20
