"""CSVW metadata for the CSV files: what each column holds, for programs that read tables on the web."""

import re
from typing import Any

from spegla.catalogue import Instrument, Variable
from spegla.catalogue.rules import VariableType
from spegla.messages import Messages
from spegla.packs.examples import CONTEXT
from spegla.packs.schema import always_there


def csvw_metadata(instrument: Instrument, url: str, words: Messages) -> dict[str, Any]:
    """The metadata as a plain dictionary; `url` is the file it describes, from where the metadata stands."""

    def title(one: Any) -> dict[str, str]:
        return {"sv": one.sv, "en": one.en}

    context: list[dict[str, Any]] = [
        {"name": "kommunkod", "titles": "kommunkod", "required": True, "datatype": {"base": "string", "format": "[0-9]{4}"}},
        {"name": "datum", "titles": "datum", "datatype": {"base": "date", "format": "yyyy-MM-dd"}},
        {"name": "arende", "titles": "arende", "datatype": "string"},
        {"name": "pahittad", "titles": "pahittad", "datatype": {"base": "string", "format": "ja|nej"}},
    ]
    told = {name: words.say(code) for name, code in zip(CONTEXT, _TOLD, strict=True)}
    columns = [{**one, "dc:description": told[one["name"]]} for one in context]
    columns += [{**_column(one), "dc:title": title(one.label), "dc:description": title(one.definition)} for one in instrument.variables]
    return {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": words.language}],
        "url": url,
        "dialect": {"delimiter": ";", "encoding": "utf-8", "header": True},
        "dc:title": instrument.title.in_language(words.language),
        "dc:identifier": instrument.reference,
        "tableSchema": {"columns": columns},
    }


_TOLD = ("pack_kommunkod", "pack_datum", "pack_arende", "pack_pahittad")


def _column(variable: Variable) -> dict[str, Any]:
    column: dict[str, Any] = {"name": variable.id, "titles": variable.id, "required": always_there(variable)}
    codes = "|".join(re.escape(category.code).replace(r"\-", "-") for category in variable.categories)
    match variable.type:
        case VariableType.INTEGER:
            limits = {"minimum": variable.minimum, "maximum": variable.maximum}
            column["datatype"] = {"base": "integer", **{name: limit for name, limit in limits.items() if limit is not None}}
        case VariableType.DATE:
            column["datatype"] = {"base": "date", "format": "yyyy-MM-dd"}
        case VariableType.TEXT:
            column["datatype"] = "string"
        case VariableType.MULTIPLE:
            column |= {"datatype": {"base": "string", "format": codes}, "separator": "|"}
        case _:
            column["datatype"] = {"base": "string", "format": codes}
    return column
