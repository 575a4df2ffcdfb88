"""The words of decisions in each language; permissions, states and names are never translated."""

import msgspec

from blackstart.render.language import ENGLISH, choose


class DecisionLabels(msgspec.Struct, frozen=True, kw_only=True):
    """One language."""

    scope: str
    ceiling: str
    objected: str
    satisfied: str
    obstacles: str
    uncovered: str
    uncovered_line: str
    unattended: str
    level: str
    because: str
    causes: str
    in_scope: str
    nobody: str
    up_before: str
    triggers: str
    paths: str
    back: str
    stop_lines: str
    releases: str
    next_release: str
    nothing_yet: str
    closeout: str
    red_lines: str
    points: str
    goal: str
    may_say: str
    nothing: str
    otherwise: str
    stuck: str
    nowhere: str
    first_blocked: str
    before: str
    parts: str
    softened: str
    softened_line: str


LABELS = {
    "en": DecisionLabels(
        scope="scope",
        ceiling="may be declared at most",
        objected="rules that object",
        satisfied="rules that do not object",
        obstacles="why nothing in the run counts",
        uncovered="no evidence asked",
        uncovered_line="no rule asks evidence of {hosts}, so nothing speaks for it",
        unattended="unattended",
        level="level",
        because="because of",
        causes="root causes",
        in_scope="hosts in scope",
        nobody="none went down",
        up_before="up since before T+0",
        triggers="triggers",
        paths="paths to walk",
        back="back to plan A",
        stop_lines="stop lines",
        releases="releases",
        next_release="may be released next",
        nothing_yet="nothing yet",
        closeout="closed now it is",
        red_lines="red lines",
        points="timeline",
        goal="goal",
        may_say="may be said",
        nothing="nothing",
        otherwise="otherwise",
        stuck="stuck at",
        nowhere="nowhere",
        first_blocked="first blocked",
        before="before T+0",
        parts="parts",
        softened="disproved by a retry",
        softened_line="{reason}; {by} answers",
    ),
    "zh-TW": DecisionLabels(
        scope="可做範圍",
        ceiling="宣告上限",
        objected="有意見的規則",
        satisfied="無異議的規則",
        obstacles="此次執行不算數的原因",
        uncovered="沒有要求證據",
        uncovered_line="沒有規則對 {hosts} 要求證據,因此無從支持",
        unattended="無人值守",
        level="層級",
        because="原因",
        causes="根本原因",
        in_scope="範圍內主機",
        nobody="沒有主機停機",
        up_before="T+0 之前已開機",
        triggers="觸發條件",
        paths="降級路徑",
        back="回到 Plan A",
        stop_lines="停止線",
        releases="釋出順序",
        next_release="下一個可釋出",
        nothing_yet="尚無",
        closeout="現在收尾的狀態",
        red_lines="紅線",
        points="時間軸",
        goal="目標",
        may_say="可宣稱",
        nothing="無",
        otherwise="未達時",
        stuck="卡在",
        nowhere="沒有卡住",
        first_blocked="首要阻擋",
        before="T+0 之前",
        parts="部分",
        softened="重試後排除",
        softened_line="{reason};{by} 有回應",
    ),
}
"""Language tag to its labels."""


def find_decision_labels(language: str) -> DecisionLabels:
    """Return the labels of the language, of a near one, or in English."""
    return LABELS[choose(language, LABELS) or ENGLISH]
