"""Each page, for its owner, for somebody else and for nobody."""

from tests.harness.portal import Browser


def test_the_account_page_shows_who_one_is(ada: Browser) -> None:
    page = ada.get("/account/").text

    assert "Ada Lovelace" in page
    assert "Software engineer" in page
    assert "ada@stoa.test" in page
    assert "Engineering" in page
    assert "Grace Hopper" in page
