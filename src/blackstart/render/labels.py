"""The product's own words in each language; result words and machine formats are never translated."""

import msgspec

from blackstart.render.language import ENGLISH, choose


class Labels(msgspec.Struct, frozen=True, kw_only=True):
    """One language. In braces stand the values a sentence is filled with."""

    level: str
    first_blocked: str
    reason: str
    why: str
    next: str
    phases: str
    hosts: str
    not_passed: str
    every_check: str
    held_by: str
    warns: str
    read: str
    placed: str
    looked_at: str
    nothing_passed: str
    held_line: str
    one_check: str
    checks: str
    counts: str
    interruption: str
    duration: str
    no_root: str
    rehearsal: str
    view: str
    no_views: str
    line: str
    baseline: str
    no_digest: str
    collected_in: str
    checks_counted: str
    first_gate: str
    phase: str
    host: str
    check: str
    kind: str
    result: str
    outcome: str
    condition: str
    nothing_changed: str
    none: str
    new: str
    gone: str
    audit: str
    findings: str
    waived: str
    waived_by: str
    key: str
    mend: str
    word: str
    allowed: str
    forbidden: str
    missing: str
    wanted: str
    through: str
    stands_at: str
    run_age: str

    def count_checks(self, number: int) -> str:
        """Say how many checks there are."""
        return self.one_check if number == 1 else self.checks.format(number=number)


LABELS = {
    "en": Labels(
        level="level",
        first_blocked="first blocked",
        reason="reason",
        why="why",
        next="next",
        phases="phases",
        hosts="hosts",
        not_passed="did not pass",
        every_check="every check",
        held_by="held by",
        warns="warns",
        read="read",
        placed="on {host}, in {phase}",
        looked_at="on {host}, {kind}",
        nothing_passed="nothing passed, so nothing is green",
        held_line="by {root}: {count} ({names})",
        one_check="1 check",
        checks="{number} checks",
        counts="{passed} pass  {warned} warn  {blocked} blocked  {held} held",
        rehearsal="a simulated fleet, not the real one",
        interruption="cut short before its end: {missing} of {number} checks were not asked or not answered",
        duration="{seconds} s",
        no_root="a cause not named",
        view="view",
        no_views="no views; they stand in views/NAME.yml of a pack",
        line="line",
        baseline="baseline",
        no_digest="no digest",
        collected_in="collected in",
        checks_counted="checks",
        first_gate="first blocked gate",
        phase="phase",
        host="host",
        check="check",
        kind="kind",
        result="result",
        outcome="outcome",
        condition="condition",
        nothing_changed="nothing changed",
        none="none",
        new="new",
        gone="gone",
        audit="audit",
        findings="{passed} pass  {warned} warn  {blocked} blocked",
        waived="{waived} waived",
        waived_by="waived by {by} until {until}: {note}",
        key="key",
        mend="mend",
        word="result word",
        allowed="may be said",
        forbidden="may not be said",
        missing="missing",
        wanted="wanted {wanted}, saw {seen}",
        through="through",
        stands_at="stands at",
        run_age="the run is {age} old; it counts for {most}",
    ),
    "zh-TW": Labels(
        level="層級",
        first_blocked="首要阻擋",
        reason="原因",
        why="影響",
        next="下一步",
        phases="階段",
        hosts="主機",
        not_passed="未通過",
        every_check="全部檢查",
        held_by="受制於",
        warns="警告類別",
        read="讀值",
        placed="主機 {host},階段 {phase}",
        looked_at="主機 {host},{kind}",
        nothing_passed="沒有任何檢查通過,因此不算綠燈",
        held_line="受制於 {root}:{count}({names})",
        one_check="1 項檢查",
        checks="{number} 項檢查",
        counts="PASS {passed}  WARN {warned}  BLOCKED {blocked}  HELD {held}",
        rehearsal="模擬機群,不是真正的機群",
        interruption="提早中斷:{number} 項檢查中有 {missing} 項未詢問或沒有回應",
        duration="{seconds} 秒",
        no_root="未指明的原因",
        view="檢視",
        no_views="沒有檢視;檢視放在 pack 的 views/NAME.yml",
        line="輸出行",
        baseline="基準",
        no_digest="沒有摘要值",
        collected_in="蒐集耗時",
        checks_counted="檢查",
        first_gate="首要阻擋關卡",
        phase="階段",
        host="主機",
        check="檢查",
        kind="種類",
        result="結果",
        outcome="判定",
        condition="狀態",
        nothing_changed="沒有變化",
        none="無",
        new="新增",
        gone="消失",
        audit="稽核",
        findings="PASS {passed}  WARN {warned}  BLOCKED {blocked}",
        waived="WAIVED {waived}",
        waived_by="由 {by} 豁免至 {until}:{note}",
        key="代號",
        mend="改善",
        word="結果詞",
        allowed="可宣稱",
        forbidden="不可宣稱",
        missing="缺少",
        wanted="需要 {wanted},實際 {seen}",
        through="經由",
        stands_at="位於",
        run_age="此次執行已過 {age};有效期限 {most}",
    ),
}
"""Language tag to its labels."""


def find_labels(language: str) -> Labels:
    """Return the labels of the language, of a near one, or in English."""
    return LABELS[choose(language, LABELS) or ENGLISH]
