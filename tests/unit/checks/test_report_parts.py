"""Parts of the kinds that judge reports, schedules and answers: periods of schedules, refusals."""

import msgspec
import pytest

from blackstart.checks.facts.cron_period import find_period
from blackstart.checks.reading.refusal import find_refusal
from blackstart.checks.reading.strict_json import require_single_names
from blackstart.checks.reports.report import Report
from blackstart.checks.reports.report_demand import Agreement
from blackstart.checks.table import find_kind
from blackstart.model.kind import Followed, Target
from blackstart.model.reply import UnreadableReplyError
from blackstart.model.request import RunCommand

DAY = 86400.0


@pytest.mark.parametrize(
    ("schedule", "period"),
    [
        ("0 19 * * *", DAY),
        ("*/5 * * * *", 300.0),
        ("5/10 * * * *", 600.0),
        ("0 2 * * 1", 7 * DAY),
        ("0 2 * * 7", 7 * DAY),
        ("0 0 ? * sun", 7 * DAY),
        ("0 9-17 * * mon-fri", 2 * DAY + 16 * 3600),
        ("0 0 1 * *", 31 * DAY),
        ("0 0 29 2 *", 1461 * DAY),
        ("0 2 1 * 1", 7 * DAY),
        ("@daily", DAY),
        ("@every 1h30m", 5400.0),
        ("CRON_TZ=Asia/Taipei 0 2 * * *", DAY),
        ("TZ=UTC 0 2 * * *", DAY),
        ("0 0 31 2 *", None),
        ("0 0 1 1", None),
        ("0 x * * *", None),
        ("0 1-x * * *", None),
        ("*/0 * * * *", None),
        ("*/00 * * * *", None),
        ("1-999999999 * * * *", 120.0),
        (f"{'9' * 5000} * * * *", None),
        ("0 ~ * * *", None),
        ("@often", None),
    ],
)
def test_longest_time_between_two_runs(schedule: str, period: float | None) -> None:
    """Weekends, short months and leap years are in it; what is never due has none."""
    assert find_period(schedule) == period


@pytest.mark.parametrize(
    ("body", "refusal"),
    [
        ('{"Success": "false"}', "Success: 'false'"),
        ('{"accepted": 0}', "accepted: 0"),
        ('{"result": false}', "result: false"),
        ('{"status": "Failed"}', "status: 'Failed'"),
        ('{"errors": ["x"]}', "errors: ['x']"),
        ('{"status": 200, "error": "", "data": {"ok": false}}', ""),
        ('{"status": true}', ""),
        ('[{"success": false}]', ""),
        ("Invalid token", "Invalid token"),
        ("", ""),
        ("no_text", ""),
    ],
)
def test_what_says_no(body: str, refusal: str) -> None:
    """Only the top of an object speaks for the answer, and only a first word of a text."""
    assert find_refusal(body) == refusal


def test_report_that_agrees_follows_the_other_check() -> None:
    """The number it reads in the same run is compared, not one on record; without the other nothing is followed."""
    assert Report(path="/s").follows() is None
    report = Report(path="/s", agrees=Agreement(value="missing", check="markers", reads="missing"))
    assert report.follows() == Followed(check="markers", value="missing", given="agrees", recorded=False)
    first = next(report.steps(Target(host="a", address="a")))
    assert first == RunCommand(argv=("stat", "-L", "-c", "%Y|%a|%U|%G", "--", "/s"))


@pytest.mark.parametrize(
    ("more", "message"),
    [
        ({"below": 1.0, "for": "5m", "floor": 3}, "stands alone"),
        ({"falling": 2, "floor": float("-inf")}, "leaves nothing to fall"),
        ({"falling": 2, "below": 5.0, "floor": 6}, "leaves nothing to fall"),
        ({"falling": 2, "floor": 1e9}, "has no bound"),
    ],
)
def test_floor_that_would_let_everything_pass_is_refused(more: dict[str, object], message: str) -> None:
    """A floor stands under the limit, beside what falls, and has an end."""
    with pytest.raises(msgspec.ValidationError, match=message):
        msgspec.convert({"of": "a", "value": "lag", **more}, find_kind("trend"))


@pytest.mark.parametrize("text", ["[" * 100_000 + "]" * 100_000, "[1", '{"a":{"b":1,"b":1}}'])
def test_json_that_is_not_read_for_sure_is_unreadable(text: str) -> None:
    """Too deep, cut, or with a name twice, even where both say the same."""
    with pytest.raises(UnreadableReplyError, match="not the JSON expected"):
        require_single_names(text)
