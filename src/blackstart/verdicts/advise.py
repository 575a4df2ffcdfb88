"""What is said of a failure: the sentence of the first case that fits it."""

from collections.abc import Mapping

import msgspec

from blackstart.model.fleet import Case, Check, Text
from blackstart.model.outcome import Outcome
from blackstart.model.reply import Cause
from blackstart.model.request import CONTROLLER
from blackstart.model.scorecard import Verdict
from blackstart.verdicts.expectation import EvaluationError, evaluate


def advise(checks: Mapping[str, Check], verdicts: Mapping[str, Verdict]) -> dict[str, Verdict]:
    """Return the verdicts, with why they matter and what to do next where a special case calls for other words."""
    return {name: advise_one(checks[name], verdict, verdicts) for name, verdict in verdicts.items()}


def advise_one(check: Check, verdict: Verdict, verdicts: Mapping[str, Verdict]) -> Verdict:
    """Return one verdict with the words of its case."""
    if verdict.outcome is Outcome.PASS:
        return verdict
    if lacks_tool(check, verdict):
        return tell_of_tool(str(verdict.tool), check, verdict)
    if not (check.why_cases or check.next_cases):
        return verdict
    return msgspec.structs.replace(
        verdict,
        why=find_text(check.why_cases, verdict, verdicts),
        next=find_text(check.next_cases, verdict, verdicts),
    )


def lacks_tool(check: Check, verdict: Verdict) -> bool:
    """Tell whether nobody could ask, as the controller lacks the program: the check's own words fit another case."""
    missing = verdict.cause is Cause.TOOL_MISSING and isinstance(verdict.tool, str)
    return missing and check.place == CONTROLLER and check.host != CONTROLLER


def tell_of_tool(tool: str, check: Check, verdict: Verdict) -> Verdict:
    """Return the verdict with words about the program, and none that send people to a host that nobody looked at."""
    why = {
        "en": f"Without `{tool}` on the controller nobody can tell; of {check.host} itself nothing is said.",
        "zh-TW": f"控制端沒有 `{tool}`,無從得知;這並不表示 {check.host} 有問題。",
    }
    mend = {
        "en": f"Install `{tool}` on the controller, or put its folder into PATH: `command -v {tool}` must find it.",
        "zh-TW": f"在控制端安裝 `{tool}`,或把它的目錄加入 PATH:`command -v {tool}` 要找得到。",
    }
    return msgspec.structs.replace(verdict, why=why, next=mend)


def find_text(cases: tuple[Case, ...], verdict: Verdict, verdicts: Mapping[str, Verdict]) -> Text | msgspec.UnsetType:
    """Return the words of the first case that holds."""
    return next((case.text for case in cases if holds(case, verdict, verdicts)), msgspec.UNSET)


def holds(case: Case, verdict: Verdict, verdicts: Mapping[str, Verdict]) -> bool:
    """Tell whether a case holds: by the reading, where there is one, and by what other checks of the run came to."""
    passed = {
        name: name in verdicts and verdicts[name].outcome is Outcome.PASS for name in (*case.passed, *case.failed)
    }
    others = all(passed[name] for name in case.passed) and all(
        not passed[name] and name in verdicts for name in case.failed
    )
    return others and (not case.when or is_so(case.when, verdict))


def is_so(when: str, verdict: Verdict) -> bool:
    """Tell whether the reading is so; what cannot be reckoned is not."""
    try:
        return verdict.reading is not None and evaluate(when, verdict.reading)
    except EvaluationError:
        return False
