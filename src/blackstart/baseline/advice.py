"""What a check says to people: one sentence, or one for each case, with what holds in all others as the last."""

import msgspec

from blackstart.baseline.check_entry import CASES, CaseEntry, SayingEntry
from blackstart.baseline.problems import ProblemReport
from blackstart.baseline.typed_struct import KeyLines
from blackstart.model.fleet import Case, Host, Text

PLACEHOLDER = "{host}"


class Saying(msgspec.Struct, frozen=True, kw_only=True):
    """What is said in general, and in special cases."""

    text: Text
    cases: tuple[Case, ...] = ()

    def fill(self, host: Host) -> "Saying":
        """Return it with the host put in, in its words and in the checks it names."""
        if not self.text:
            return self
        cases = [fill_case(case, host) for case in self.cases] if self.cases else ()
        return Saying(text=fill_texts(self.text, host), cases=tuple(cases))


def fill_case(case: Case, host: Host) -> Case:
    """Return one case with the host put in."""
    return Case(
        text=fill_texts(case.text, host),
        when=case.when,
        passed=tuple(name.replace(PLACEHOLDER, host.id) for name in case.passed),
        failed=tuple(name.replace(PLACEHOLDER, host.id) for name in case.failed),
    )


def fill_texts(texts: Text, host: Host) -> Text:
    """Return texts by language, with `{host}` and `{address}` replaced."""
    return {
        language: text.replace("{host}", host.id).replace("{address}", host.address) for language, text in texts.items()
    }


def link_saying(entry: SayingEntry, key: str, lines: KeyLines, report: ProblemReport) -> Saying:
    """Return what is said; cases of which the last, or another one, does not hold always are reported."""
    if isinstance(entry, dict):
        return Saying(text=entry)
    if not entry or entry[-1].is_special() or not all(map(CaseEntry.is_special, entry[:-1])):
        report.add(lines.of(key), f"key '{key}': the last case, and no other, must hold always", CASES)
    cases = [Case(text=one.text, when=one.when, passed=one.passed, failed=one.failed) for one in entry]
    return Saying(text=cases[-1].text if cases else {}, cases=tuple(cases[:-1]))
