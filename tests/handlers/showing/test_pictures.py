from __future__ import annotations

import io
import subprocess
import sys

from PIL import Image

from handlers.showing.pictures import WIDTH, Entry, draw

LONG = Entry("1 Jan 1900", "a very long story of a lighthouse " * 5)
SHORT = Entry("1 Jan 1900", "a light")


def size(picture: bytes) -> tuple[int, int]:
    image = Image.open(io.BytesIO(picture))
    assert image.format == "PNG"
    return image.size


def test_a_picture_is_as_wide_as_a_phone_and_grows_with_what_it_shows() -> None:
    (width, low), (_, high) = size(draw("Lights", [SHORT])), size(draw("Lights", [SHORT, LONG]))
    assert width == WIDTH
    assert high > low


def test_a_title_or_a_text_with_dollars_is_no_formula() -> None:
    assert draw("US$ and $\\frac", [Entry("$2$", "from US$1 to US$2 ^_{")])


def test_what_draws_is_not_loaded_at_the_start() -> None:
    code = "import sys, handlers; sys.exit('matplotlib' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0  # noqa: S603  # fixed words
