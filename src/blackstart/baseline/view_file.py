"""A view file, `views/NAME.yml`: some checks of the fleet that are judged by themselves."""

import re
from collections.abc import Mapping as Map
from posixpath import join, splitext

import msgspec

from blackstart.baseline.choice import choose_checks
from blackstart.baseline.documents import read_mapping
from blackstart.baseline.fields import ID, Fields, Name, open_fields, read_text, read_translations
from blackstart.baseline.needs import Directory
from blackstart.baseline.nodes import Mapping
from blackstart.baseline.problems import Problem, Report
from blackstart.baseline.view_line import read_lines
from blackstart.baseline.view_part import read_parts
from blackstart.model.fleet import Host
from blackstart.model.outcome import Result
from blackstart.model.scorecard import HostCondition
from blackstart.model.view import View

VIEW_FOLDER = "views/"
VIEW_KEYS = ("checks", "headline", "lines", "parts", "result_words", "title")
WORD = re.compile(r"[A-Z][A-Z0-9_]*\.?")
HEADLINE = re.compile(r"[A-Z][A-Z0-9_]*")
RESULTS = {"green": Result.GREEN, "degraded": Result.DEGRADED, "blocked": Result.BLOCKED}
FLEET_WORDS = frozenset({"FULL_STACK_GREEN", "SERVICE_READY", "NOT_READY", *HostCondition})
"""Words on a whole fleet or host, which no view may say."""


class Scene(msgspec.Struct, frozen=True, kw_only=True):
    """What the names in a view may stand for."""

    directory: Directory
    hosts: Map[str, Host]


def is_view(source: str) -> bool:
    """Tell whether a pack's file is a view, by its name."""
    return source.startswith(VIEW_FOLDER)


def name_view(source: str) -> str:
    """Return a view's name, by its file's."""
    return splitext(source.removeprefix(VIEW_FOLDER))[0]


def load_views(sources: Map[str, str], pack: str, scene: Scene, problems: list[Problem]) -> dict[str, View]:
    """Return the views by name; problems are added to the list."""
    views: dict[str, View] = {}
    for source in sorted(filter(is_view, sources)):
        report = Report(file=join(pack, source), problems=problems)
        view = load_view(source, sources[source], scene, report)
        if view is not None and view.name in views:
            report.add(0, f"a second view '{view.name}'", "name one of the files otherwise")
        elif view is not None:
            refuse_other_capitals(view.name, views, report)
            views[view.name] = view
    return views


def refuse_other_capitals(name: str, views: Map[str, View], report: Report) -> None:
    """Report a view whose name differs from another's in capitals alone: some file systems take one for the other."""
    twin = next((other for other in views if other.casefold() == name.casefold()), None)
    if twin is not None:
        report.add(0, f"view '{name}' differs from '{twin}' in capitals alone", "name one of the files otherwise")


def load_view(source: str, text: str, scene: Scene, report: Report) -> View | None:
    """Return what the file says, or None where it is no mapping."""
    mapping = read_mapping(text, report)
    return None if mapping is None else read_view(source, mapping, scene, report)


def read_view(source: str, mapping: Mapping, scene: Scene, report: Report) -> View:
    """Return the view; problems go to the report."""
    name = name_view(source)
    if not ID.fullmatch(name):
        report.add(0, f"'{name}' is no name for a view", f"call the file {VIEW_FOLDER}NAME.yml")
    fields = open_fields(mapping, VIEW_KEYS, report.about(f"view '{name}'"))
    before = len(report.problems)
    parts = read_parts(fields, scene.directory, scene.hosts)
    always = choose_checks(fields, "checks", scene.directory, scene.hosts)
    checks = tuple(dict.fromkeys((*always, *(check for part in parts.values() for check in part))))
    sure = len(report.problems) == before
    known = checks if sure else tuple(scene.directory.drafts)  # what a wrong name stands for is told of once
    return View(
        name=name,
        title=read_translations(fields, "title"),
        headline=read_headline(fields),
        checks=checks,
        words=read_words(fields),
        lines=read_lines(fields, known, scene.directory, scene.hosts),
        parts=parts,
    )


def read_headline(fields: Fields) -> str:
    """Return the name the view's counts are printed under; none where it has none."""
    text = read_text(fields, "headline")
    if text is not None and not HEADLINE.fullmatch(text):
        fields.report.add(fields.line("headline"), f"'{text}' is no headline", "as `FSCK_PREFLIGHT`: A-Z, digits and _")
    return text or ""


def read_words(fields: Fields) -> dict[Result, str]:
    """Return the word for each result that has one; two results may not share theirs."""
    node = fields.get("result_words")
    if node is None:
        return {}
    if not isinstance(node, Mapping):
        fields.refuse("result_words", "a mapping from result to word", node, f"keys: {', '.join(RESULTS)}")
        return {}
    inner = open_fields(node, RESULTS, fields.report)
    words: dict[Result, str] = {}
    for key, result in RESULTS.items():
        text = read_text(inner, key)
        if text is not None:
            refuse_word(Name(text=text, line=inner.line(key)), words, fields.report)
            words[result] = text
    return words


def refuse_word(word: Name, taken: Map[Result, str], report: Report) -> None:
    """Report a word that could be mistaken for another."""
    if not WORD.fullmatch(word.text):
        report.add(word.line, f"'{word.text}' is no result word", "as `HYGIENE_GREEN.`: A-Z, digits and _")
    elif word.text.rstrip(".") in FLEET_WORDS:
        report.add(word.line, f"'{word.text}' is said of whole fleets and hosts", "say in the word what the view is of")
    elif word.text in taken.values():
        report.add(word.line, f"two results have the word '{word.text}'", "give each its own")
