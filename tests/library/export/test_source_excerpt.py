import pytest

from digitpad.library.export.source_excerpt import Name, excerpt


def test_a_name_that_a_module_passes_on_is_cut_from_where_it_is_defined() -> None:
    passed_on = excerpt((Name("preprocessing.picture", "PictureError"),))
    assert passed_on.code == excerpt((Name("errors", "PictureError"),)).code
    assert passed_on.code.count("class PictureError(") == 1


def test_a_name_of_another_package_has_no_source_of_digitpads() -> None:
    assert excerpt((Name("preprocessing.picture", "np"),)).code == ""


def test_a_module_that_has_no_place_in_the_order_is_named() -> None:
    with pytest.raises(ValueError, match=r"config\.dataset_info"):
        excerpt((Name("config.dataset_info", "title_of"),))
