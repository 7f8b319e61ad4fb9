"""What commands show on a terminal while one waits."""

from __future__ import annotations

import pytest

from bot.commands import terminal
from bot.commands.terminal import progress_bar


@pytest.fixture
def _at_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TTY_COMPATIBLE", "1")
    monkeypatch.setenv("TTY_INTERACTIVE", "1")
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "100")


@pytest.mark.usefixtures("_at_a_terminal")
def test_something_is_told_before_the_first_stage_begins(capsys: pytest.CaptureFixture[str]) -> None:
    with progress_bar() as show:
        assert "getting ready" in capsys.readouterr().err
        show("kinds of questions", 0, 1)
        capsys.readouterr()
        show("asking", 0, 4)
        show("asking", 2, 4)
    err = capsys.readouterr().err
    frame = err[err.rindex("asking") :]
    assert "2/4" in frame
    for gone in ("getting ready", "kinds of questions", "/s"):
        assert gone not in frame


@pytest.mark.usefixtures("_at_a_terminal")
def test_a_stage_may_go_on_after_another_began(capsys: pytest.CaptureFixture[str]) -> None:
    with progress_bar() as show:
        show("embedding", 0, 9)
        show("asking", 3, 4)
        show("embedding", 9, 9)
    err = capsys.readouterr().err
    assert "3/4" in err
    assert "9/9" in err[err.rindex("embedding") :]


def test_nothing_is_told_to_a_pipe(capsys: pytest.CaptureFixture[str]) -> None:
    with progress_bar() as show:
        show("asking", 2, 4)
    assert capsys.readouterr() == ("", "")


@pytest.mark.parametrize(
    ("done", "seconds", "told"), [(32, 0.001, "32/462"), (32, 1.0, "32/462 32/s"), (1, 8.0, "1/462")]
)
def test_a_rate_is_told_once_there_is_one(done: int, seconds: float, told: str) -> None:
    assert terminal._told(done, 462, seconds) == told
