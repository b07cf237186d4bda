"""The first page says which pools will probably run out, to those whose pools they are."""

from __future__ import annotations

from datetime import UTC, date, datetime

from sqlmodel import Session

from assistant.usage.analysis.models import ForecastWarning
from tests.web.kit import City, soup_of

NOW = datetime(2026, 4, 14, 1, tzinfo=UTC)


def warnings(session: Session) -> None:
    """The city, the budget, two departments; and one of last month."""
    for kind, name, month in (
        ("city", "", "2026-04"),
        ("budget", "", "2026-04"),
        ("department", "総務課", "2026-04"),
        ("department", "税務課", "2026-04"),
        ("department", "企画課", "2026-03"),
    ):
        session.add(
            ForecastWarning(
                kind=kind, name=name, month=month, percent=93, early=date(2026, 4, 20),
                likely=date(2026, 4, 23), late=None, at=NOW,
            )
        )  # fmt: skip


def note(city: City, account_id: str) -> str:
    """What the note says; empty if there is none."""
    page = soup_of(city.browser(account_id).get("/admin"))
    headings = [each for each in page.find_all("h2") if each.get_text() == "使い切る見込み"]
    box = headings[0].parent if headings else None
    return "" if box is None else " ".join(box.get_text(" ").split())


def test_an_admin_reads_of_every_pool_of_this_month(city: City) -> None:
    assert note(city, "A1") == ""
    city.write(warnings)
    text = note(city, "A1")
    for expected in ("市全体の今月の上限", "年間の予算", "総務課の今月の上限", "税務課", "93%"):
        assert expected in text
    assert "企画課" not in text
    assert text.index("市全体") < text.index("年間の予算") < text.index("税務課")
    assert "ごろ使い切る見込みです" in text


def test_a_department_admin_reads_of_the_own_department_alone(city: City) -> None:
    city.write(warnings)
    text = note(city, "H1")
    assert "総務課の今月の上限" in text
    for hidden in ("市全体", "年間の予算", "税務課"):
        assert hidden not in text
