"""Every form that secrets have goes, and what only looks like one stays."""

import pytest
import secret_forms

from blackstart.secrecy.text import redact_text

FORMS = secret_forms.FORMS.splitlines()


def test_tables_are_as_long_as_they_should_be() -> None:
    """So that none is lost unseen."""
    assert len(set(FORMS)) >= 120
    assert len(set(secret_forms.list_stays())) >= 60


@pytest.mark.parametrize("canary", ["Quince7Xy9", "quinceab"])
@pytest.mark.parametrize("at", range(len(FORMS)), ids=FORMS)
def test_form_goes(at: int, canary: str) -> None:
    """By itself and among other lines; what is taken out once is not looked at again."""
    text = secret_forms.list_forms(canary)[at]
    for around in (text, f"before\n{text}\nafter\n"):
        seen = redact_text(around)
        assert canary not in seen
        assert redact_text(seen) == seen
    assert seen.startswith("before\n")


@pytest.mark.parametrize("text", secret_forms.MARKED.values(), ids=secret_forms.MARKED)
def test_token_with_a_mark_goes(text: str) -> None:
    """Wherever it stands."""
    for around in (text, f"see {text}, here", f'{{"x":"{text}"}}', f"x={text}\n"):
        assert text[12:20] not in redact_text(around)


@pytest.mark.parametrize("text", secret_forms.list_stays())
def test_what_is_no_secret_stays(text: str) -> None:
    """It is evidence."""
    assert redact_text(text) == text
    assert redact_text(f"{text}\n{text}\n") == f"{text}\n{text}\n"
