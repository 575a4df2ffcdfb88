"""The reader of cron tables: it takes what Debian's cron takes, and refuses what it refuses."""

import pytest
from consumer_tables import CRON_MISTAKEN, CRON_REFUSED, CRON_TAKEN

from blackstart.checks.facts.cron_table import CronRefusalError, read_table


@pytest.mark.parametrize("line", CRON_TAKEN)
def test_what_cron_takes_is_read(line: str) -> None:
    """No table that runs is called ignored."""
    read_table(f"{line}\n", system=True)


@pytest.mark.parametrize("line", [*CRON_REFUSED, *CRON_MISTAKEN])
def test_what_cron_refuses_or_mistakes_is_refused(line: str) -> None:
    """One such line, and nothing of the table is in force, or not when it says."""
    with pytest.raises(CronRefusalError, match="line 1"):
        read_table(f"{line}\n", system=True)


def test_a_users_table_names_no_account() -> None:
    """The sixth word is the command there."""
    (job,) = read_table("@daily  run   it\nA=b\n", system=False)
    assert (job.time, job.account, job.command, str(job)) == ("@daily", "", "run it", "@daily run it")
