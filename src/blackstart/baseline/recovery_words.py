"""The words for a result, each of a level: a run's word and its level come from one rung, and cannot differ."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import groupby

import msgspec

from blackstart.baseline.recovery_statement import StatementDraft
from blackstart.model.claims import Requirements, Word

Drafts = Mapping[str, StatementDraft]
Resolve = Callable[[StatementDraft], tuple[str, ...]]


def link_words(
    words: Sequence[StatementDraft], levels: Sequence[str], drafts: Drafts, resolve: Resolve
) -> tuple[Word, ...]:
    """Return the words, the strongest first; `levels` are those that evidence can prove, the lowest first.

    What lets word and level differ is reported: each level above the lowest that has a word ends in a word that asks
    for no more than the level, and the words stand in the order of their levels.
    """
    refuse_twice(words)
    placed = [word for word in words if has_level(word, levels)]
    if levels and len(placed) == len(words):
        refuse_disorder(placed, levels)
        refuse_gaps(placed, levels, drafts)
    return tuple(finish_word(word, drafts, resolve) for word in words)


def refuse_twice(words: Iterable[StatementDraft]) -> None:
    """Report a word that stands twice."""
    taken: dict[str, StatementDraft] = {}
    for word in words:
        first = taken.setdefault(word.name.text, word)
        if first is not word:
            word.report.add(
                word.name.line, f"'{word.name.text}' stands twice, first in line {first.name.line}", "keep one"
            )


def has_level(word: StatementDraft, levels: Sequence[str]) -> bool:
    """Tell whether the word is of one of the levels; that it is not is reported where there are any."""
    if word.level is None:
        if levels:
            word.report.add(word.name.line, "key 'level' is missing", "name the level that it is a word for")
        return not levels
    if word.level.text not in levels:
        said = f"no level '{word.level.text}' that evidence can prove"
        word.report.add_unknown(word.level.line, said, word.level.text, levels)
        return False
    return True


def refuse_disorder(words: Sequence[StatementDraft], levels: Sequence[str]) -> None:
    """Report a word of a higher level than the one before it, and one that can never be said."""
    above: StatementDraft | None = None
    for word in words:
        if above is not None and rank(word, levels) > rank(above, levels):
            said = f"a word of '{name_level(word)}' stands below one of '{name_level(above)}'"
            word.report.add(word.name.line, said, "put the words of the highest level first")
        elif above is not None and rank(word, levels) == rank(above, levels) and not above.needs:
            said = f"'{above.name.text}' above it is said of every run of that level"
            word.report.add(word.name.line, said, "put that word last of its level")
        above = word


def refuse_gaps(words: Sequence[StatementDraft], levels: Sequence[str], drafts: Drafts) -> None:
    """Report a level above the lowest with a word that a run may reach without having one of its words."""
    last = {level: list(own)[-1] for level, own in groupby(words, name_level)}
    lowest = min((levels.index(level) for level in last), default=len(levels))
    for level in levels[lowest + 1 :]:
        if level not in last:
            level_draft = drafts[level]
            said = f"level '{level}' has no word, and one below it has"
            level_draft.report.add(level_draft.name.line, said, "give it one: a run's word and level may not differ")
    for level, word in last.items():
        if levels.index(level) > lowest and word.needs:
            said = f"the last word of level '{level}' asks for more than the level"
            word.report.add(word.name.line, said, "end each level but the lowest in a word with `level:` alone")


def rank(word: StatementDraft, levels: Sequence[str]) -> int:
    """Return the place of the word's level."""
    return levels.index(name_level(word))


def name_level(word: StatementDraft) -> str:
    """Return the level of a word that has one."""
    return "" if word.level is None else word.level.text


def finish_word(word: StatementDraft, drafts: Drafts, resolve: Resolve) -> Word:
    """Return the word, which stands on its level, on the state or claim of its name, and on what it names."""
    own: Requirements = word.statement.requires or Requirements()
    statements = tuple(dict.fromkeys((*list_behind(word, drafts), *resolve(word))))
    requires = msgspec.structs.replace(own, statements=statements)
    return Word(
        statement=msgspec.structs.replace(word.statement, requires=requires), level=name_level(word), but=word.but
    )


def list_behind(word: StatementDraft, drafts: Drafts) -> Iterator[str]:
    """Yield the word's level, and the statement of its name."""
    if word.level is not None and word.level.text in drafts:
        yield word.level.text
    if word.name.text in drafts:
        yield word.name.text
