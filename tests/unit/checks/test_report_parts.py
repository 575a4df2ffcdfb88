"""Parts of the kinds that judge reports, schedules and answers: periods of schedules, refusals."""

import pytest

from blackstart.checks.cron_period import find_period
from blackstart.checks.refusal import find_refusal

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
        ('{"result": false}', "result: False"),
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
