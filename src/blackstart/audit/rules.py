"""Audit a pack: whether what it says can be relied on, before anything is looked at."""

from collections.abc import Callable, Collection, Iterator, Mapping
from posixpath import join

import msgspec

from blackstart.audit.acceptance import find_unaccepted
from blackstart.audit.commands import find_added_commands
from blackstart.audit.evidence import find_single_sources, find_unguarded_sources
from blackstart.audit.freshness import find_ageless_files
from blackstart.audit.live import find_live_differences
from blackstart.audit.path import find_names_to_resolve, find_routes_through_hosts, find_shared_fate
from blackstart.audit.prometheus_rules import find_missing_alerts, find_odd_rules, find_unrecorded
from blackstart.audit.reach import find_self_vouched, find_unreached_hosts
from blackstart.audit.scripts import find_broken_files, find_odd_documents, find_odd_scripts
from blackstart.audit.shape import find_isolated_phases, find_unlooked_hosts, find_untied_checks
from blackstart.audit.subject import Subject, make_subject
from blackstart.audit.texts import find_missing_languages, find_missing_texts
from blackstart.audit.waivers import judge_waivers, name_key
from blackstart.model.audit import WAIVED, AuditFinding, AuditReport, Complaint, Surroundings, Waiver, Waivers
from blackstart.model.fleet import Fleet
from blackstart.model.outcome import Outcome, Result

NO_WAIVERS = Waivers()


class AuditRule(msgspec.Struct, frozen=True, kw_only=True):
    """What holds where nothing is found, and what looks for complaints."""

    promise: str
    look: Callable[[Subject], Iterator[Complaint]]


RULES = {
    "route": AuditRule(
        promise="no host is reached through a host that is checked",
        look=find_routes_through_hosts,
    ),
    "names": AuditRule(promise="no host is found by a name service", look=find_names_to_resolve),
    "controller": AuditRule(promise="the machine that checks is none of the hosts", look=find_shared_fate),
    "self-vouched": AuditRule(promise="no host vouches for being reachable itself", look=find_self_vouched),
    "rungs": AuditRule(promise="every host has checks that tell whether it is reachable", look=find_unreached_hosts),
    "unlooked": AuditRule(promise="every host has a check", look=find_unlooked_hosts),
    "sources": AuditRule(
        promise="every system that evidence comes through is verified, and needed by what it tells",
        look=find_unguarded_sources,
    ),
    "single-source": AuditRule(
        promise="no cluster is seen through one of its hosts alone",
        look=find_single_sources,
    ),
    "freshness": AuditRule(promise="no file is believed whatever its age", look=find_ageless_files),
    "phases": AuditRule(promise="every phase is needed by another or needs one", look=find_isolated_phases),
    "ties": AuditRule(
        promise="every check explains another, or something can explain it",
        look=find_untied_checks,
    ),
    "commands": AuditRule(promise="the pack adds nothing to the read-only commands", look=find_added_commands),
    "texts": AuditRule(promise="every check says why it matters and what to do next", look=find_missing_texts),
    "lock": AuditRule(promise="every part of the pack means what was accepted", look=find_unaccepted),
    "languages": AuditRule(promise="every text is there in every language of the pack", look=find_missing_languages),
}
"""The table of rules, in the order they are shown."""


READINESS_RULES = {
    "metrics": AuditRule(promise="every metric that must be recorded is", look=find_unrecorded),
    "rules": AuditRule(promise="every rule is of metrics that there are", look=find_odd_rules),
    "alerts": AuditRule(promise="every alert that must be loaded is in a rule", look=find_missing_alerts),
    "scripts": AuditRule(promise="every script can be run", look=find_odd_scripts),
    "documents": AuditRule(promise="documents name only what there is", look=find_odd_documents),
    "live": AuditRule(promise="the hosts run what is here", look=find_live_differences),
    "files": AuditRule(promise="every file of the pack can be read", look=find_broken_files),
}
"""The rules for readiness: what stands beside the baseline agrees with it. They also tell what holds, one by one."""


def audit(
    fleet: Fleet, surroundings: Surroundings, pack: str, only: Collection[str] = (), waivers: Waivers = NO_WAIVERS
) -> AuditReport:
    """Apply every rule, or those of the names in `only`. Pure; `pack` stands before the files' names."""
    subject = make_subject(fleet, surroundings)
    rules = RULES if surroundings.readiness is None else RULES | READINESS_RULES
    chosen = {name: rule for name, rule in rules.items() if not only or name in only}
    waived = {waiver.finding: waiver for waiver in waivers.entries if waivers.today <= waiver.until}
    found = [finding for name, rule in chosen.items() for finding in apply(name, rule, subject, pack, waived)]
    findings = (*found, *judge_waivers(waivers, chosen, found))
    outcomes = {finding.outcome for finding in findings}
    return AuditReport(fleet=fleet.name, digest=fleet.digest, result=find_result(outcomes), findings=findings)


def apply(
    name: str, rule: AuditRule, subject: Subject, pack: str, waived: Mapping[str, Waiver]
) -> Iterator[AuditFinding]:
    """Yield a rule's complaints with their places, or that it holds; `waived` are waivers by their finding's key.

    One entry of a pack may be a check on many hosts: what is said of all of them is said once.
    """
    found: dict[tuple[Outcome, str, str, str, Waiver | None], list[Complaint]] = {}
    for said in rule.look(subject):
        entry = subject.fleet.origins.get(said.about, said.about)
        waiver = waived.get(name_key(name, said))
        found.setdefault((said.outcome, said.message, said.mend, entry, waiver), []).append(said)
    for (outcome, message, mend, _, waiver), complaints in found.items():
        origin = complaints[0].place or subject.fleet.origins.get(complaints[0].about)
        yield AuditFinding(
            rule=name,
            outcome=outcome if waiver is None else WAIVED,
            about=", ".join(subject.name_of(said.about) for said in complaints),
            message=message,
            mend=mend,
            place=join(pack, origin) if origin else "",
            keys=tuple(dict.fromkeys(filter(None, (name_key(name, said) for said in complaints)))),
            waived=waiver,
        )
    if not found:
        yield AuditFinding(rule=name, outcome=Outcome.PASS, message=rule.promise)


def find_result(outcomes: Collection[str]) -> Result:
    """Return what findings come to; what is waived counts for nothing."""
    if Outcome.BLOCKED in outcomes:
        return Result.BLOCKED
    return Result.DEGRADED if Outcome.WARN in outcomes else Result.GREEN
