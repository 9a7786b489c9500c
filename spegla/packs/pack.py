"""Everything in the requirement pack, as bytes by path. The same definition gives the same bytes."""

import json
from collections.abc import Mapping
from typing import Any

from spegla.catalogue import Instrument
from spegla.catalogue.municipalities import Municipalities
from spegla.catalogue.parts import checksum
from spegla.messages import Messages
from spegla.packs.csvw import csvw_metadata
from spegla.packs.examples import right_file, right_rows, wrong_files
from spegla.packs.fhir import fhir_questionnaire
from spegla.packs.guide import field_guide, read_first
from spegla.packs.requirements import requirements_docx
from spegla.packs.schema import json_schema
from spegla.packs.template import excel_template
from spegla.packs.xlsform import xlsform
from spegla.presentation import to_html, to_markdown

FIRST = "LASMIG.md"


def requirement_pack(instrument: Instrument, municipalities: Municipalities, words: Messages) -> Mapping[str, bytes]:
    """The files of the pack by their paths. Raises `PackError` when an example is not wrong in the way it is meant to be."""
    reference = instrument.reference
    names = {code: municipalities.by_code[code].name for code in sorted(municipalities.by_code)}
    right = right_rows(instrument)
    wrong = wrong_files(instrument, right, municipalities)
    expected = {"ratt.csv": [], **{one.name: [problem.as_data(words) for problem in one.problems] for one in wrong}}
    guide = field_guide(instrument, words)
    return {
        FIRST: to_markdown(read_first(instrument, checksum(instrument), len(wrong), words)).encode(),
        "kravspecifikation.docx": requirements_docx(instrument, checksum(instrument), words),
        "faltguide.html": to_html(guide).encode(),
        "faltguide.md": to_markdown(guide).encode(),
        f"schema/{reference}.schema.json": _json(json_schema(instrument, list(names), words)),
        f"csvw/{reference}.csv-metadata.json": _json(csvw_metadata(instrument, "../exempel/ratt.csv", words)),
        f"mall/{reference}.xlsx": excel_template(instrument, names, right[0], words),
        f"xlsform/{reference}.xlsx": xlsform(instrument, names),
        f"fhir/{reference}.questionnaire.json": _json(fhir_questionnaire(instrument, words)),
        "exempel/ratt.csv": right_file(instrument, right),
        **{f"exempel/{one.name}": one.content for one in wrong},
        "exempel/vantade-problem.json": _json(expected),
    }


def own_template(instrument: Instrument, municipalities: Municipalities, words: Messages) -> bytes:
    """The Excel template alone."""
    names = {code: municipalities.by_code[code].name for code in sorted(municipalities.by_code)}
    return excel_template(instrument, names, right_rows(instrument)[0], words)


def _json(value: Any) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=2) + "\n").encode()
