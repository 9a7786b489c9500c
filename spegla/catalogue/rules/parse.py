"""Rule text → frozen nodes, or a `RuleError` that points at the character.

Python's own parser reads the text; everything outside the small subset in `nodes.py` is refused here. Two limits keep a
hostile or generated rule from exhausting the parser: `MAX_LENGTH` characters and `MAX_DEPTH` levels.
"""

import ast
import re
import warnings
from dataclasses import dataclass
from typing import NoReturn

from spegla.catalogue.rules.nodes import And, Answered, Chosen, Compare, Count, Literal, Name, Node, Not, OneOf, Operator, Or, Sum

MAX_LENGTH = 2000
MAX_DEPTH = 32
# How much of a rule is shown on either side of the caret.
_SHOWN = 60
# Almost every rule has nothing but these, and need not be looked at mark by mark.
_PLAIN = re.compile(r"[\w \n\t!\"'()*+,./:;<=>?@\[\]{}-]*", re.ASCII)
_BRACKETS = re.compile(r"[(\[{]")

_OPERATORS: dict[type[ast.cmpop], Operator] = {
    ast.Eq: Operator.EQUAL,
    ast.NotEq: Operator.NOT_EQUAL,
    ast.Lt: Operator.LESS,
    ast.LtE: Operator.LESS_OR_EQUAL,
    ast.Gt: Operator.GREATER,
    ast.GtE: Operator.GREATER_OR_EQUAL,
}


@dataclass
class RuleError(Exception):
    """A rule that is refused: `code` names the reason, `column` counts characters from 0 in `text`.

    A dataclass that is not frozen, since Python sets the traceback on an exception that is raised.
    """

    code: str
    text: str
    column: int
    facts: dict[str, str]

    def __str__(self) -> str:
        return f"{self.code} at {self.column}\n{self.pointed()}"

    def pointed(self) -> str:
        """The rule's line and, below it, a caret under the character. A character that would not show, or would move the caret, is �.

        Of a long line, the part around the caret.
        """
        start = self.text.rfind("\n", 0, self.column) + 1
        line = "".join(mark if mark.isprintable() or mark == "\t" else "�" for mark in self.text[start:].partition("\n")[0])
        # A tab before the caret is copied, so that the caret stands right whatever a tab's width is.
        at = self.column - start
        first = max(0, at - _SHOWN)
        shown = line[first : at + _SHOWN]
        before, after = "…" if first else "", "…" if at + _SHOWN < len(line) else ""
        lead = "".join("\t" if mark == "\t" else " " for mark in before + shown[: at - first])
        return f"{before}{shown}{after}\n{lead}^"


def parse(text: str) -> Node:
    """Parse `text` as a rule.

    Raises `RuleError` with the code `rule_empty`, `rule_too_long`, `rule_too_deep`, `rule_syntax` or `rule_outside_subset`
    and the ones that name a construct; the column is that of the offending character.
    """
    if len(text) > MAX_LENGTH:
        raise RuleError("rule_too_long", text, MAX_LENGTH, {"limit": str(MAX_LENGTH), "length": str(len(text))})
    if not text.strip():
        raise RuleError("rule_empty", text, 0, {})
    _refuse_characters(text)
    return _Reader(text).read()


def _refuse_characters(text: str) -> None:
    """Refuse what must not reach Python's parser: control characters, escapes, comments, and brackets nested too deep."""
    if _PLAIN.fullmatch(text) and len(_BRACKETS.findall(text)) <= MAX_DEPTH:
        return
    depth, quote = 0, ""
    for column, mark in enumerate(text):
        if quote:
            quote = "" if mark == quote else quote
        elif mark in "\"'":
            quote = mark
        elif mark in "([{":
            depth += 1
        elif mark in ")]}":
            depth -= 1
        if mark == "\\" or (mark == "#" and not quote) or (not mark.isprintable() and mark not in "\n\t "):
            raise RuleError("rule_character", text, column, {"character": mark if mark.isprintable() else repr(mark).strip("'")})
        if depth > MAX_DEPTH:
            raise RuleError("rule_too_deep", text, column, {"limit": str(MAX_DEPTH)})


class _Reader:
    """Walks Python's tree once and remembers the text, so that every refusal can point into it."""

    def __init__(self, text: str) -> None:
        self.text = text
        # Line breaks become blanks of the same length: the whole rule is one line to the parser, and columns still fit.
        self._flat = text.replace("\n", " ").replace("\t", " ")
        self._lead = len(self._flat) - len(self._flat.lstrip(" "))
        self._bytes = self._flat[self._lead :].encode()
        self._ascii = self._flat.isascii()

    def read(self) -> Node:
        try:
            with warnings.catch_warnings():
                # `6and` is read with a warning, whose kind differs between versions of Python.
                warnings.simplefilter("ignore")
                tree = ast.parse(self._bytes.decode(), mode="eval")
        except SyntaxError as error:
            # Python gives this offset in characters from 1, unlike the nodes' `col_offset`, which counts bytes from 0;
            # 0 means that the rule ended too early.
            column = self._lead + error.offset - 1 if error.offset else len(self.text.rstrip())
            raise RuleError("rule_syntax", self.text, column, {}) from None
        except (RecursionError, MemoryError):
            raise RuleError("rule_too_deep", self.text, 0, {"limit": str(MAX_DEPTH)}) from None
        return self._node(tree.body, 1)

    def _column(self, node: ast.expr) -> int:
        return self._at(node.col_offset)

    def _at(self, offset: int | None) -> int:
        """The column of a byte; Python's tree counts bytes."""
        return self._lead + (offset if self._ascii and offset is not None else len(self._bytes[:offset].decode()))

    def _refuse(self, code: str, node: ast.expr, /, **facts: str) -> NoReturn:
        raise RuleError(code, self.text, self._column(node), facts)

    def _node(self, node: ast.expr, depth: int) -> Node:
        if depth > MAX_DEPTH:
            self._refuse("rule_too_deep", node, limit=str(MAX_DEPTH))
        column = self._column(node)
        match node:
            case ast.BoolOp(op=op, values=values):
                parts = tuple(self._node(value, depth + 1) for value in values)
                return And(parts, column) if isinstance(op, ast.And) else Or(parts, column)
            case ast.UnaryOp(op=ast.Not(), operand=operand):
                return Not(self._node(operand, depth + 1), column)
            case ast.Compare():
                return self._comparison(node)
            case ast.Call(func=ast.Name(id="answered")):
                names = self._arguments(node)
                if len(names) != 1:
                    self._refuse("rule_answered_single", node)
                return Answered(names[0], column)
            case ast.Call(func=ast.Name(id="count")):
                self._refuse("rule_count_alone", node)
            case ast.Call(func=ast.Name()):
                self._refuse("rule_unknown_function", node, name=self._source(node.func))
            case ast.Name() | ast.Constant():
                self._refuse("rule_not_a_statement", node)
            case _:
                self._refuse("rule_outside_subset", node)

    def _comparison(self, node: ast.Compare) -> Node:
        column, end = self._column(node), self._at(node.end_col_offset)
        sides = [node.left, *node.comparators]
        parts = tuple(self._pair(left, op, right, column, end) for left, op, right in zip(sides, node.ops, sides[1:], strict=False))
        return parts[0] if len(parts) == 1 else And(parts, column)

    def _pair(self, left: ast.expr, op: ast.cmpop, right: ast.expr, column: int, end: int) -> Node:
        if isinstance(op, ast.In | ast.NotIn):
            inside = self._membership(left, right, column)
            return Not(inside, column) if isinstance(op, ast.NotIn) else inside
        operator = _OPERATORS.get(type(op))
        if operator is None:  # `is`, `is not`
            self._refuse("rule_outside_subset", right)
        first, second = self._operand(left), self._operand(right)
        if isinstance(first, Literal):
            first, second, operator = second, first, operator.mirrored()
        if isinstance(first, Literal):
            self._refuse("rule_two_constants", left)
        if isinstance(second, Count | Sum):
            if isinstance(first, Count | Sum):
                self._refuse("rule_two_counts", right)
            return Compare(second, operator.mirrored(), first, column, end)
        return Compare(first, operator, second, column, end)

    def _membership(self, left: ast.expr, right: ast.expr, column: int) -> Node:
        first = self._operand(left)
        if isinstance(right, ast.Tuple | ast.List | ast.Set):
            if not isinstance(first, Name):
                self._refuse("rule_in_needs_variable", left)
            options = tuple(self._literal(item) for item in right.elts)
            if not options:
                self._refuse("rule_in_empty", right)
            return OneOf(first, options, column)
        if isinstance(right, ast.Name) and isinstance(first, Literal):
            return Chosen(first, self._name(right), column)
        self._refuse("rule_in_needs_list", right)

    def _operand(self, node: ast.expr) -> Name | Literal | Count | Sum:
        match node:
            case ast.Name():
                return self._name(node)
            case ast.Call(func=ast.Name(id="count")):
                names = self._arguments(node)
                if not names:
                    self._refuse("rule_count_takes_some", node)
                return Count(names, self._column(node))
            case ast.BinOp(op=ast.Add()):
                return Sum(tuple(self._terms(node)), self._column(node))
            case _:
                return self._literal(node)

    def _terms(self, node: ast.expr) -> list[Name]:
        """The variables of a sum, from left to right. A loop: each `+` is a level of its own in Python's tree."""
        terms: list[Name] = []
        left = [node]
        while left:
            match left.pop():
                case ast.BinOp(left=first, op=ast.Add(), right=second):
                    left += [second, first]
                case ast.Name() as name:
                    terms.append(self._name(name))
                case other:
                    self._refuse("rule_sum_takes_variables", other)
        return terms

    def _arguments(self, node: ast.Call) -> tuple[Name, ...]:
        self._name(node.func)
        if node.keywords:
            self._refuse("rule_outside_subset", node.keywords[0].value)
        return tuple(self._name(argument) for argument in node.args)

    def _name(self, node: ast.expr) -> Name:
        if not isinstance(node, ast.Name):
            self._refuse("rule_needs_variable", node)
        if not node.id.isascii() or node.id != self._source(node):
            self._refuse("rule_name_not_ascii", node, name=self._source(node))
        return Name(node.id, self._column(node))

    def _source(self, node: ast.expr) -> str:
        return self._bytes[node.col_offset : node.end_col_offset].decode()

    def _literal(self, node: ast.expr) -> Literal:
        match node:
            case ast.Constant(value=str() as value):
                # Prefixes (`b"…"`), three quotes, and two strings side by side, which Python joins: a forgotten comma.
                if self._source(node)[1:-1] != value:
                    self._refuse("rule_outside_subset", node)
                return Literal(value, self._column(node))
            case ast.Constant(value=bool() | None):
                self._refuse("rule_no_true_false", node)
            case ast.Constant(value=int() as number):
                return Literal(number, self._column(node))
            case ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=int() as number)) if not isinstance(number, bool):
                return Literal(-number, self._column(node))
            case ast.Constant(value=float()):
                self._refuse("rule_whole_numbers_only", node)
            case ast.Call(func=ast.Name(id="answered")):
                self._refuse("rule_answered_is_whole", node)
            case ast.Call():
                self._refuse("rule_unknown_function", node, name=self._source(node.func))
            case _:
                self._refuse("rule_outside_subset", node)
