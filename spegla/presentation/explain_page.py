"""One indicator: its figure, its rule, and every row that it rests on."""

from collections.abc import Mapping

from spegla.analyses import ALL, IndicatorAnswer
from spegla.catalogue import Indicator
from spegla.disclosure import ClearedAnswer, ClearedShare
from spegla.messages import Messages
from spegla.presentation.document import (
    Answer,
    Block,
    Caution,
    Cell,
    Code,
    Document,
    KeyFigure,
    KeyFigures,
    Mark,
    Names,
    Note,
    Paragraph,
    Points,
    Section,
    Table,
)
from spegla.presentation.indicator_words import IndicatorWords
from spegla.presentation.numbers import interval, number


def explain_document(answer: IndicatorAnswer, messages: Messages) -> Document:
    """The one indicator of `answer`, row by row, so that a reader can add it up by hand."""
    words = IndicatorWords(answer, messages)
    share = answer.cleared.shares[0]
    indicator = words.by_id[share.indicator]
    rows = Section(messages.say("answers_title"), "rader", (_rows(words, answer), Note(words.status((indicator,)))))
    invented = (words.invented(),) if answer.invented else ()
    blocks = (*invented, *indicator_blocks(words, indicator, share), rows)
    title = words.text(indicator.label)
    ingress = f"{messages.say('explain_where', title=words.title())} {_sentence(words, share)}"
    return Document(messages.language, title, ingress, blocks, messages.say("page_brand"), messages.say("page_to_content"))


def indicator_blocks(words: IndicatorWords, indicator: Indicator, share: ClearedShare) -> tuple[Block, ...]:
    """Key figures, why a printed figure differs, the rule, and who answered what."""
    blocks: list[Block] = [_key_figures(words, indicator, share)]
    explanation = words.explanation(share) if words.disagrees(share) else ""
    if explanation:
        blocks.append(Caution(_kept(words, share), ((explanation, None),), flagged=True))
    blocks.append(Section(words.say("rule_title"), f"regel-{share.indicator}-{share.group}".replace(" ", "-"), _rule(words, indicator)))
    names = _names(words, indicator, share)
    if names:
        blocks.append(Section(words.say("names_section"), f"svar-{share.indicator}-{share.group}".replace(" ", "-"), tuple(names)))
    settings = words.settings(indicator)
    if settings:
        anchor = f"val-{share.indicator}-{share.group}".replace(" ", "-")
        blocks.append(Section(words.say("settings_title"), anchor, tuple(Note(setting) for setting in settings)))
    if words.text(indicator.cannot_say):
        points = Points((), (words.text(indicator.cannot_say),))
        blocks.append(Section(words.say("cannot_title"), f"inte-{share.indicator}-{share.group}".replace(" ", "-"), (points,)))
    return tuple(blocks)


def _sentence(words: IndicatorWords, share: ClearedShare) -> str:
    figure = words.figure(share)
    if figure is None:
        return words.suppressed(share)
    if figure.rounded is None:
        return words.say("explain_nobody")
    part = number(figure.numerator, words.messages)
    return words.messages.say_count("explain_sentence", figure.denominator, part=part, percent=words.percent(share))


def _kept(words: IndicatorWords, share: ClearedShare) -> str:
    figure = words.figure(share)
    comparison = figure.comparison if figure else None
    if comparison is None or comparison.computed is None:
        return ""
    return words.say("explain_keep", printed=words.bare(comparison.printed), computed=words.bare(comparison.computed))


def _key_figures(words: IndicatorWords, indicator: Indicator, share: ClearedShare) -> KeyFigures:
    figure = words.figure(share)
    if figure is None:
        return KeyFigures((KeyFigure(words.say("figure_share"), words.suppressed(share), ""),))
    left = sum(figure.left_out.values())
    note = words.say("figure_numerator_note", says=words.text(indicator.numerator.says))
    below = words.say("figure_numerator_note", says=words.text(indicator.denominator.says))
    between = words.say("figure_share_note", interval=interval(*figure.interval, words.messages)) if figure.interval else ""
    outside = words.left_out(share) if left else words.say("figure_left_out_none")
    return KeyFigures(
        (
            KeyFigure(words.say("figure_numerator"), number(figure.numerator, words.messages), note),
            KeyFigure(words.say("figure_denominator"), number(figure.denominator, words.messages), below),
            KeyFigure(words.say("figure_left_out"), number(left, words.messages), outside),
            KeyFigure(words.say("figure_share"), words.percent(share), between),
        )
    )


def _rule(words: IndicatorWords, indicator: Indicator) -> tuple[Block, ...]:
    intro = words.say("rule_intro", numerator=words.text(indicator.numerator.says), denominator=words.text(indicator.denominator.says))
    leaves = [words.say("rule_leaves", says=words.text(leave.says)) for leave in indicator.leaves]
    lines = (
        words.say("rule_code_denominator", rule=indicator.denominator.rule.text),
        words.say("rule_code_numerator", rule=indicator.numerator.rule.text),
        *(words.say("rule_code_leaves", rule=leave.rule.text) for leave in indicator.leaves),
    )
    reading = words.say(f"rule_reading_{indicator.reading.value}")
    return (Paragraph(" ".join((intro, *leaves))), Note(reading), Code(words.say("rule_as_computed"), lines))


def _names(words: IndicatorWords, indicator: Indicator, share: ClearedShare) -> list[Block]:
    """Who gave each answer; only when all rows are one group, since an answer does not say its group."""
    if share.group != ALL:
        return []
    given = {answer.organisation: answer for answer in words.answer.cleared.answers if answer.indicator == indicator.id}
    by_answer: dict[str, list[str]] = {}
    for municipality in words.answer.municipalities:
        by_answer.setdefault(given[municipality.code].answer, []).append(municipality.name)
    if len(indicator.questions) > 1:
        return _names_by_mark(words, given)
    variable = words.answer.instrument.variable(indicator.main_variable)
    blocks: list[Block] = []
    for code in (*(category.code for category in variable.categories), ""):
        names = by_answer.get(code)
        if names:
            label = words.text(variable.category(code).label) if code else words.say("blank_answer")
            one = next(answer for answer in given.values() if answer.answer == code)
            count = words.messages.say_count("count_municipalities", len(names))
            blocks.append(Names(words.say("names_title", answer=label, municipalities=count), words.mark(one).mark, tuple(names)))
    return blocks


def _names_by_mark(words: IndicatorWords, given: Mapping[str, ClearedAnswer]) -> list[Block]:
    """The same where several questions lie behind: by the answer that settles it, those who achieve first."""
    by_mark: dict[Answer, list[str]] = {}
    for municipality in words.answer.municipalities:
        by_mark.setdefault(words.mark(given[municipality.code]), []).append(municipality.name)
    blocks: list[Block] = []
    for shown in sorted(by_mark, key=lambda one: list(Mark).index(one.mark)):
        count = words.messages.say_count("count_municipalities", len(by_mark[shown]))
        blocks.append(Names(words.say("names_title", answer=shown.word, municipalities=count), shown.mark, tuple(by_mark[shown])))
    return blocks


def _rows(words: IndicatorWords, answer: IndicatorAnswer) -> Table:
    indicator = words.by_id[answer.cleared.shares[0].indicator]
    # One column for each question, where there are several.
    asked = indicator.questions if len(indicator.questions) > 1 else ()
    heads = [words.plain(answer.instrument.variable(id).short) for id in asked] or [words.say("head_answer")]
    head = (words.say("head_municipality"), *heads, words.say("head_counts_as"), words.say("head_row"))
    names = {municipality.code: municipality.name for municipality in answer.municipalities}
    rows = []
    for given in answer.cleared.answers:
        mark = words.mark(given)
        known = given.role in ("numerator", "denominator", "outside")
        role = words.say(f"role_{given.role}") if known else words.say("role_left", reason=words.say(f"reason_{given.role}"))
        row = number(given.row, words.messages) if given.row else ""
        said = [Cell(words.given(given, id)) for id in asked] or [Cell(mark.word, mark.mark)]
        counts_as = Cell(role, mark.mark) if asked else Cell(role)
        rows.append((Cell(names[given.organisation]), *said, counts_as, Cell(row)))
    name = words.say("table_name", title=words.say("answers_title"))
    return Table(name, words.say("answers_caption"), head, frozenset({len(head) - 1}), tuple(rows))
