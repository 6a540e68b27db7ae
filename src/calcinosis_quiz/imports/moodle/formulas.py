"""Moodle's formulas with the values of one drawn data set, evaluated without running anything."""

import ast
import math
import re
from collections.abc import Callable, Mapping
from typing import Final

_FUNCTIONS: Final[Mapping[str, Callable[..., float]]] = {
    "abs": abs,
    "acos": math.acos,
    "acosh": math.acosh,
    "asin": math.asin,
    "asinh": math.asinh,
    "atan": math.atan,
    "atan2": math.atan2,
    "atanh": math.atanh,
    "ceil": math.ceil,
    "cos": math.cos,
    "cosh": math.cosh,
    "deg2rad": math.radians,
    "exp": math.exp,
    "expm1": math.expm1,
    "floor": math.floor,
    "fmod": math.fmod,
    "log": math.log,
    "log10": math.log10,
    "log1p": math.log1p,
    "max": max,
    "min": min,
    "pi": lambda: math.pi,
    "pow": math.pow,
    "rad2deg": math.degrees,
    "round": round,
    "sin": math.sin,
    "sinh": math.sinh,
    "sqrt": math.sqrt,
    "tan": math.tan,
    "tanh": math.tanh,
}
_LONGEST: Final = 2000
_NAME: Final = re.compile(r"\{([^{}]+)\}")


class FormulaError(Exception):
    """A formula that cannot be evaluated."""


def fill_in(text: str, values: Mapping[str, str]) -> str:
    """Put the values of a data set in place of their names in braces."""
    return _NAME.sub(lambda found: values.get(found.group(1).strip(), found.group()), text)


def evaluate(formula: str, values: Mapping[str, str]) -> float:
    """Evaluate a formula of numbers, signs and the functions that Moodle allows; raises FormulaError for any other."""
    filled = _NAME.sub(lambda found: f"({values.get(found.group(1).strip(), 'missing')})", formula)
    if len(filled) > _LONGEST:
        raise FormulaError(formula[:60])
    try:
        tree = ast.parse(filled.strip().removeprefix("="), mode="eval")
        result = _value(tree.body)
    except (SyntaxError, ValueError, TypeError, ZeroDivisionError, OverflowError, RecursionError, MemoryError):
        raise FormulaError(formula) from None
    if not math.isfinite(result):
        raise FormulaError(formula)
    return result


def _value(node: ast.expr) -> float:
    match node:
        case ast.Constant(value=int() | float() as number) if not isinstance(number, bool):
            return float(number)
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return -_value(operand)
        case ast.UnaryOp(op=ast.UAdd(), operand=operand):
            return _value(operand)
        case ast.BinOp(left=left, op=op, right=right):
            return _combine(op, _value(left), _value(right))
        case ast.Call(func=ast.Name(id=name), args=arguments, keywords=[]) if name in _FUNCTIONS:
            given = [_value(each) for each in arguments]
            if name == "round" and len(given) == 2:
                return round(given[0], int(given[1]))
            return float(_FUNCTIONS[name](*given))
        case _:
            raise ValueError(ast.dump(node)[:60])


def _combine(op: ast.operator, left: float, right: float) -> float:
    match op:
        case ast.Add():
            return left + right
        case ast.Sub():
            return left - right
        case ast.Mult():
            return left * right
        case ast.Div():
            return left / right
        case ast.Mod():
            return math.fmod(left, right)
        case ast.Pow():
            return math.pow(left, right)
        case _:
            raise ValueError(type(op).__name__)
