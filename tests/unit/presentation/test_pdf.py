"""A document as PDF: it can be read aloud, its numbers are those of the analysis, and it is the same file every time."""

import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from typing import Any, get_args

import pikepdf
import pytest
from pdfua import validate
from pypdf import PdfReader

from spegla.presentation import to_pdf
from spegla.presentation.document import Block, Document, KeyFigure, KeyFigures, Note, Paragraph, Section
from spegla.presentation.render.paper import _PIECES, Text, laid_flat
from tests.unit.presentation.test_renderers import BLOCKS, page
from tests.unit.reports.reported import ANSWERS, PRINTED, answer, county


@pytest.fixture(scope="module")
def file() -> bytes:
    return to_pdf(county())


@pytest.fixture(scope="module")
def opened(file: bytes) -> pikepdf.Pdf:
    return pikepdf.open(BytesIO(file))


@pytest.fixture(scope="module")
def text(file: bytes) -> str:
    pages = [one.extract_text() for one in PdfReader(BytesIO(file)).pages]
    return " ".join("\n".join(pages).replace("\u00ad", "").split())


def nodes(element: Any) -> Iterator[pikepdf.Dictionary]:
    """Every element of the structure tree below `element`, in reading order."""
    if isinstance(element, pikepdf.Array):
        for one in element:
            yield from nodes(one)
    elif isinstance(element, pikepdf.Dictionary):
        if "/S" in element:
            yield element
        if "/K" in element:
            yield from nodes(element.K)


def tags(opened: pikepdf.Pdf) -> list[str]:
    return [str(node.S) for node in nodes(opened.Root.StructTreeRoot.K)]


def test_every_block_has_its_pieces() -> None:
    assert set(_PIECES) == set(get_args(Block))


@pytest.mark.parametrize("kind", BLOCKS, ids=lambda kind: kind.__name__)
def test_each_block_can_be_set(kind: type) -> None:
    assert to_pdf(page(BLOCKS[kind])).startswith(b"%PDF-1.7")


def test_the_file_says_its_language_and_shows_its_title(opened: pikepdf.Pdf) -> None:
    assert str(opened.Root.Lang) == "sv-SE"
    assert bool(opened.Root.ViewerPreferences.DisplayDocTitle)
    assert str(opened.docinfo.Title) == county().title


def test_english_is_english() -> None:
    assert str(pikepdf.open(BytesIO(to_pdf(county("en")))).Root.Lang) == "en-GB"


def test_the_file_claims_pdf_ua_1_and_pdf_a_2a(opened: pikepdf.Pdf) -> None:
    with opened.open_metadata() as metadata:
        assert (metadata["pdfuaid:part"], metadata["pdfaid:part"], metadata["pdfaid:conformance"]) == ("1", "2", "A")


def test_the_checker_finds_nothing(file: bytes, tmp_path: Path) -> None:
    path = tmp_path / "lansrapport.pdf"
    path.write_bytes(file)

    assert [finding.message for finding in validate(str(path)).findings] == []


def test_there_is_one_title_and_no_heading_level_is_skipped(opened: pikepdf.Pdf) -> None:
    levels = [int(tag[2:]) for tag in tags(opened) if tag[:2] == "/H" and tag[2:].isdigit()]

    assert levels.count(1) == 1
    assert levels[0] == 1
    assert [b for a, b in pairwise(levels) if b > a + 1] == []


def test_each_table_has_column_headers_with_scope(opened: pikepdf.Pdf) -> None:
    tables = [node for node in nodes(opened.Root.StructTreeRoot.K) if node.S == "/Table"]

    assert len(tables) >= 8
    for table in tables:
        headers = [node for node in nodes(table.K) if node.S == "/TH"]
        assert headers
        assert {str(one.Scope) for head in headers for one in head.A if "/Scope" in one} == {"/Column"}


def test_each_drawing_says_what_it_shows(opened: pikepdf.Pdf) -> None:
    said = [str(node.get("/Alt", "")) for node in nodes(opened.Root.StructTreeRoot.K) if node.S == "/Figure"]

    assert len(said) == 8
    assert "Dalarna 0\u00a0%, troligen mellan 0–20\u00a0%. Riket 36\u00a0%." in said[0]


def test_every_share_of_the_analysis_is_in_the_text(text: str) -> None:
    for share in answer().cleared.shares:
        if share.indicator in answer().in_file:
            count = f"{share.figure.numerator} av {share.figure.denominator}"  # type: ignore[union-attr]
            assert f"{share.figure.rounded} %" in text  # type: ignore[union-attr]
            assert count in text


def test_the_flagged_figure_is_explained(text: str) -> None:
    assert "46 % i tryck och 40 % av svaren" in text
    assert "Vi visar 40 och låter 46 stå kvar som tryckt." in text
    assert "Talet 46 hade stämt om två av svaren Nej inte hade räknats med: 6 av 13 är 46 %." in text


def test_a_document_without_a_date_is_not_dated_by_the_clock() -> None:
    made = PdfReader(BytesIO(to_pdf(Document("sv", "Titel", "", (), "Spegla", "")))).metadata

    assert made is not None
    assert made.creation_date == datetime(2000, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize("ending", ["pdf", "docx", "xlsx", "pptx"])
def test_two_processes_make_the_same_bytes(ending: str, tmp_path: Path) -> None:
    paths = [tmp_path / f"{name}.{ending}" for name in ("first", "second")]
    for path in paths:
        command = [sys.executable, "-m", "spegla", "report", "lansrapport", str(ANSWERS), "--published", str(PRINTED), "-o", str(path)]
        subprocess.run(command, check=True, capture_output=True)

    assert paths[0].read_bytes() == paths[1].read_bytes()


def test_what_stands_between_two_headings_leads_to_the_second() -> None:
    inner = Section("Inne", "inne", (Note("Sist"),))

    pieces = laid_flat((Section("Ute", "ute", (Note("Om det hela"), inner)),))

    texts = {piece.plain: piece.kept for piece in pieces if isinstance(piece, Text)}
    assert texts == {"Om det hela": True, "Sist": False}


def test_lines_of_secondary_text_after_a_figure_stay_together() -> None:
    figures = KeyFigures((KeyFigure("Antal", "3", ""),))

    pieces = laid_flat((figures, Note("Först"), Note("Sedan"), Paragraph("Annat")))

    assert [piece.kept for piece in pieces if isinstance(piece, Text)] == [True, False, False]
