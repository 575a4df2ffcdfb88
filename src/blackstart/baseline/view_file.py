"""A view file, `views/NAME.yml`: some checks of the fleet that are judged by themselves."""

import re
from collections.abc import Mapping as Map
from posixpath import join, splitext
from typing import Annotated

import msgspec
from msgspec import Meta

from blackstart.baseline.choice import MISSING, choose_checks
from blackstart.baseline.documents import read_mapping
from blackstart.baseline.file_types import SomeNames, Texts, doc
from blackstart.baseline.needs import Directory
from blackstart.baseline.problems import Problem, ProblemReport
from blackstart.baseline.typed import read_struct
from blackstart.baseline.typed_values import ID, Name
from blackstart.baseline.view_line import LineEntry, LineScope, link_lines
from blackstart.baseline.view_part import link_parts
from blackstart.model.fleet import Host
from blackstart.model.outcome import Result
from blackstart.model.scorecard import HostCondition
from blackstart.model.view import View

VIEW_FOLDER = "views/"
WORD = re.compile(r"[A-Z][A-Z0-9_]*\.?")
HEADLINE = re.compile(r"[A-Z][A-Z0-9_]*")
FLEET_WORDS = frozenset({"FULL_STACK_GREEN", "SERVICE_READY", "NOT_READY", *HostCondition})
"""Words on a whole fleet or host, which no view may say."""


class ViewWords(msgspec.Struct, frozen=True, kw_only=True):
    """The view's own word for each result."""

    green: Annotated[Name | None, doc("Where all passed.")] = None
    degraded: Annotated[Name | None, doc("Where some warn.")] = None
    blocked: Annotated[Name | None, doc("Where some are blocked.")] = None

    def by_result(self) -> dict[Result, Name | None]:
        """Return the words by the results that they stand for."""
        return {Result.GREEN: self.green, Result.DEGRADED: self.degraded, Result.BLOCKED: self.blocked}


class ViewFile(msgspec.Struct, frozen=True, kw_only=True):
    """views/NAME.yml: some checks that are judged by themselves, with what they need."""

    title: Annotated[Texts, doc("What people call it.")] = {}
    checks: Annotated[SomeNames, doc("Ids, patterns, `phase:NAME`, `host:NAME` or `role:NAME`.", missing=MISSING)] = ()
    headline: Annotated[Name | None, doc("What its counts are printed under.")] = None
    result_words: Annotated[ViewWords, doc("The view's own word for each result.")] = ViewWords()
    lines: Annotated[
        dict[Name, LineEntry],
        Meta(title="a mapping from key to value"),
        doc("KEY=VALUE lines: text with `{CHECK}` for its outcome and `{CHECK: CEL}` for a value it read."),
    ] = {}
    parts: Annotated[
        dict[Name, SomeNames],
        Meta(title="a mapping from part to checks", min_length=1),
        doc("More checks, by the name they are skipped by."),
    ] = {}


class ViewScene(msgspec.Struct, frozen=True, kw_only=True):
    """What the names in a view may stand for."""

    directory: Directory
    hosts: Map[str, Host]


def is_view(source: str) -> bool:
    """Tell whether a pack's file is a view, by its name."""
    return source.startswith(VIEW_FOLDER)


def name_view(source: str) -> str:
    """Return a view's name, by its file's."""
    return splitext(source.removeprefix(VIEW_FOLDER))[0]


def load_views(sources: Map[str, str], pack: str, scene: ViewScene, problems: list[Problem]) -> dict[str, View]:
    """Return the views by name; problems are added to the list."""
    views: dict[str, View] = {}
    for source in sorted(filter(is_view, sources)):
        report = ProblemReport(file=join(pack, source), problems=problems)
        view = load_view(source, sources[source], scene, report)
        if view is not None and view.name in views:
            report.add(0, f"a second view '{view.name}'", "name one of the files otherwise")
        elif view is not None:
            refuse_other_capitals(view.name, views, report)
            views[view.name] = view
    return views


def refuse_other_capitals(name: str, views: Map[str, View], report: ProblemReport) -> None:
    """Report a view whose name differs from another's in capitals alone: some file systems take one for the other."""
    twin = next((other for other in views if other.casefold() == name.casefold()), None)
    if twin is not None:
        report.add(0, f"view '{name}' differs from '{twin}' in capitals alone", "name one of the files otherwise")


def load_view(source: str, text: str, scene: ViewScene, report: ProblemReport) -> View | None:
    """Return what the file says, or None where it is no mapping; problems go to the report."""
    name = name_view(source)
    if not ID.fullmatch(name):
        report.add(0, f"'{name}' is no name for a view", f"call the file {VIEW_FOLDER}NAME.yml")
    mapping = read_mapping(text, report)
    if mapping is None:
        return None
    about = report.about(f"view '{name}'")
    return link_view(name, read_struct(mapping, ViewFile, about) or ViewFile(), scene, about)


def link_view(name: str, file: ViewFile, scene: ViewScene, report: ProblemReport) -> View:
    """Return the view; names of checks that it may not have are reported."""
    directory, hosts = scene.directory, scene.hosts
    before = len(report.problems)
    parts = link_parts(file.parts, directory, hosts, report)
    always = choose_checks(file.checks, directory, hosts, report)
    checks = tuple(dict.fromkeys((*always, *(check for part in parts.values() for check in part))))
    sure = len(report.problems) == before and always
    known = checks if sure else tuple(directory.drafts)  # what a wrong name stands for is told of once
    scope = LineScope(checks=known, directory=directory, hosts=hosts)
    return View(
        name=name,
        title=file.title,
        headline=link_headline(file.headline, report),
        checks=checks,
        words=link_words(file.result_words, report),
        lines=link_lines(file.lines, scope, report),
        parts=parts,
    )


def link_headline(headline: Name | None, report: ProblemReport) -> str:
    """Return the name the view's counts are printed under; none where it has none."""
    if headline is None:
        return ""
    if not HEADLINE.fullmatch(headline.text):
        said = f"'{headline.text}' is no headline"
        report.add(headline.line, said, "as `FSCK_PREFLIGHT`: A-Z, digits and _")
    return headline.text


def link_words(said: ViewWords, report: ProblemReport) -> dict[Result, str]:
    """Return the word for each result that has one; two results may not share theirs."""
    words: dict[Result, str] = {}
    for result, word in said.by_result().items():
        if word is not None:
            refuse_word(word, words, report)
            words[result] = word.text
    return words


def refuse_word(word: Name, taken: Map[Result, str], report: ProblemReport) -> None:
    """Report a word that could be mistaken for another."""
    if not WORD.fullmatch(word.text):
        report.add(word.line, f"'{word.text}' is no result word", "as `HYGIENE_GREEN.`: A-Z, digits and _")
    elif word.text.rstrip(".") in FLEET_WORDS:
        report.add(word.line, f"'{word.text}' is said of whole fleets and hosts", "say in the word what the view is of")
    elif word.text in taken.values():
        report.add(word.line, f"two results have the word '{word.text}'", "give each its own")
