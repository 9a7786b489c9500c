"""`upprepas_over`: one block of a definition, written once, stands for one block per area, pair or actor.

A list to repeat over is declared in the instrument:

    upprepningar:
      aktor:
        kind: aktor
        items:
          - {id: tandvard, label: {sv: tandvård, en: dental care}}

and a block that says `upprepas_over: aktor` is read once per item, with `{aktor}` as the item's id and `{aktor.label}` as its
label, in the language of the field it stands in. A list may take some of the items of another (`of`), which are then ids alone. A list
of kind `par` has items of two ids from another list; `{par}` is both with an underscore between, `{par.forsta}` and `{par.andra}` each
of them, `{par.andra.label}` a label.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from spegla.catalogue.reader import Fields, Reader
from spegla.catalogue.source import Located, Sequence, Table, Text, texts_in

_PLACEHOLDER = re.compile(r"\{([^\W\d][\w.]*)\}")
_KINDS = ("omrade", "par", "aktor")


@dataclass(frozen=True)
class Item:
    """One thing to repeat over: what each placeholder becomes, per language."""

    texts: Mapping[str, Mapping[str, str]]


Lists = Mapping[str, tuple[Item, ...]]


def read_lists(table: Table, reader: Reader) -> Lists:
    """The declared lists, by name."""
    lists: dict[str, tuple[Item, ...]] = {}
    for key in table.keys:
        fields = reader.fields(table.entries[key.value])
        kind = fields.choice("kind", {kind: kind for kind in _KINDS}, "omrade")
        if kind == "par":
            lists[key.value] = _pairs(key.value, fields, lists, reader)
        elif fields.has("of"):
            lists[key.value] = _some(key.value, fields, lists, reader)
        else:
            lists[key.value] = tuple(_item(key.value, reader.fields(item)) for item in fields.sequence("items"))
        fields.done()
    return lists


def _item(name: str, fields: Fields) -> Item:
    id = fields.id("id")
    label = fields.words("label")
    short = fields.optional_words("short") or label
    fields.done()
    texts: dict[str, Mapping[str, str]] = {name: {"sv": id, "en": id}}
    texts[f"{name}.label"] = {"sv": label.sv, "en": label.en}
    texts[f"{name}.short"] = {"sv": short.sv, "en": short.en}
    return Item(texts)


def _some(name: str, fields: Fields, lists: Lists, reader: Reader) -> tuple[Item, ...]:
    """Items of another list, under the name of this one."""
    of = fields.choice("of", {known: known for known in lists}, "")
    members = {item.texts[of]["sv"]: item for item in lists.get(of, ())}
    chosen = fields.choices("items", tuple(members)) if of else ()
    if len(set(chosen)) < len(chosen):
        reader.problem(fields.place, "definition_duplicate_id", id=next(id for id in chosen if chosen.count(id) > 1))
    return tuple(Item({f"{name}{key.removeprefix(of)}": words for key, words in members[id].texts.items()}) for id in chosen)


def _pairs(name: str, fields: Fields, lists: Lists, reader: Reader) -> tuple[Item, ...]:
    of = fields.text("of")
    members = {item.texts[of]["sv"]: item for item in lists.get(of, ())}
    pairs: list[Item] = []
    for node in fields.sequence("items"):
        parts = node.items if isinstance(node, Sequence) else ()
        ids = [part.value for part in parts if isinstance(part, Text) and part.value in members]
        if not len(parts) == len(ids) == len(set(ids)) == 2:
            reader.problem(node.place, "definition_pair", list=of)
            continue
        texts: dict[str, Mapping[str, str]] = {name: dict.fromkeys(("sv", "en"), "_".join(ids))}
        for side, id in zip(("forsta", "andra"), ids, strict=True):
            for key, words in members[id].texts.items():
                texts[f"{name}.{side}{key.removeprefix(of)}"] = words
        pairs.append(Item(texts))
    return tuple(pairs)


def expanded(sequence: tuple[Located, ...], lists: Lists, reader: Reader) -> Iterator[Located]:
    """The blocks of `sequence`, each repeated one in place of itself."""
    for block in sequence:
        over = block.entries.get("upprepas_over") if isinstance(block, Table) else None
        if not isinstance(block, Table) or over is None:
            _refuse_placeholders(block, reader)
            yield block
        elif not isinstance(over, Text) or over.value not in lists:
            name = over.value if isinstance(over, Text) else ""
            reader.problem(over.place, "definition_unknown_repetition", name=name, known=", ".join(lists))
        else:
            rest = Table(
                {key: value for key, value in block.entries.items() if key != "upprepas_over"},
                tuple(key for key in block.keys if key.value != "upprepas_over"),
                block.place,
            )
            for item in lists[over.value]:
                yield _filled(rest, item, "sv", reader)


def _refuse_placeholders(block: Located, reader: Reader) -> None:
    """A block that is not repeated has nothing to fill in; braces left in it would reach the reader of a page."""
    for text in texts_in(block):
        if _PLACEHOLDER.search(text.value):
            reader.problem(text.place, "definition_field_missing", field="upprepas_over")


def _filled(node: Located, item: Item, language: str, reader: Reader) -> Located:
    match node:
        case Text(value, place):
            return Text(_fill(value, item, language, node, reader), place) if "{" in value else node
        case Sequence(items, place):
            return Sequence(tuple(_filled(part, item, language, reader) for part in items), place)
        case Table(entries, keys, place):
            filled = {key: _filled(value, item, key if key in ("sv", "en") else language, reader) for key, value in entries.items()}
            # Most mappings have names of the format alone, with nothing to fill in.
            if not any("{" in key for key in entries):
                return Table(filled, keys, place)
            names = {key.value: _fill(key.value, item, language, key, reader) for key in keys}
            for key in keys:
                if list(names.values()).count(names[key.value]) > 1:
                    reader.problem(key.place, "definition_duplicate_key", key=names[key.value])
            renamed = tuple(Text(names[key.value], key.place) for key in keys)
            return Table({names[key]: value for key, value in filled.items()}, renamed, place)


def _fill(value: str, item: Item, language: str, at: Text, reader: Reader) -> str:
    def fill(found: re.Match[str]) -> str:
        texts = item.texts.get(found[1])
        if texts is None:
            reader.problem(at.place, "definition_unknown_placeholder", name=found[0], known=", ".join(f"{{{key}}}" for key in item.texts))
            return found[0]
        return texts[language]

    return _PLACEHOLDER.sub(fill, value)
