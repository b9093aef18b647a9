"""Icons in the colours of a palette: drawn once for each colour, and nothing kept must end with the application."""

from PySide6.QtGui import QColor, QIcon, QImage, QPalette
from PySide6.QtWidgets import QApplication

from perfdesk.ui import icons
from perfdesk.ui.icons import icon

RED, BLUE = QColor("#c01010"), QColor("#1010c0")


def coloured(usual: QColor, disabled: QColor) -> QPalette:
    made = QPalette()
    for group, colour in (
        (QPalette.ColorGroup.Active, usual),
        (QPalette.ColorGroup.Disabled, disabled),
    ):
        made.setColor(group, QPalette.ColorRole.ButtonText, colour)
    return made


def colours(one: QIcon, mode: QIcon.Mode) -> set[str]:
    """The colours of what is wholly drawn."""
    image = one.pixmap(60, 60, mode).toImage()
    pixels = [image.pixelColor(x, y) for x in range(image.width()) for y in range(image.height())]
    return {pixel.name() for pixel in pixels if pixel.alpha() == 255}


def test_each_state_has_its_colour_of_the_palette_whichever_was_drawn_before(qapp: QApplication) -> None:
    for usual, disabled in ((RED, BLUE), (BLUE, RED), (RED, BLUE)):
        made = icon("open", coloured(usual, disabled))
        assert colours(made, QIcon.Mode.Normal) == {usual.name()}
        assert colours(made, QIcon.Mode.Disabled) == {disabled.name()}
        assert [size.width() for size in made.availableSizes()] == [16, 20, 24, 32, 40, 60]


def test_a_drawing_is_drawn_once_for_each_colour(qapp: QApplication) -> None:
    icon("open", coloured(RED, BLUE))
    drawn = icons._images.cache_info().misses
    icon("open", coloured(BLUE, RED))
    assert icons._images.cache_info().misses == drawn
    icon("open", coloured(QColor("#123456"), BLUE))
    assert icons._images.cache_info().misses == drawn + 1


def test_what_is_kept_are_images_for_a_pixmap_must_not_outlive_the_application(qapp: QApplication) -> None:
    kept = icons._images("open", "#c01010")
    assert {type(one) for one in kept} == {QImage}
    assert [one.width() for one in kept] == [16, 20, 24, 32, 40, 60]


def test_a_name_without_a_drawing_has_an_empty_icon(qapp: QApplication) -> None:
    assert icon("no-such-drawing", QPalette()).isNull()
