"""What Python 3's own parser says of a source."""

from __future__ import annotations

import ast
import functools
import warnings


@functools.lru_cache(maxsize=64)
def _parsed(source: str) -> ast.Module | SyntaxError:
    flags = ast.PyCF_ONLY_AST | ast.PyCF_ALLOW_TOP_LEVEL_AWAIT
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            tree = compile(source, "<cell>", "exec", flags, dont_inherit=True)
        except SyntaxError as error:
            return error
        except (ValueError, RecursionError, MemoryError) as error:
            return SyntaxError(str(error))
    assert isinstance(tree, ast.Module)
    return tree


def parses(source: str) -> SyntaxError | None:
    """Return the error of Python 3's own parser, ``None`` when there is none; top-level await is
    allowed."""
    found = _parsed(source)
    return found if isinstance(found, SyntaxError) else None


def prints_by_statement(source: str) -> bool:
    """Tell whether a source that parses has a print statement that only looks like a call.

    >>> [prints_by_statement(s) for s in ("print ('a'), b", "print >>f", "print('a', b % c)")]
    [True, True, False]
    """
    found = _parsed(source)
    if isinstance(found, SyntaxError):
        return False
    return any(
        isinstance(node, ast.Expr)
        and not isinstance(node.value, ast.Name)
        and not (isinstance(node.value, ast.Call) and isinstance(node.value.func, ast.Name))
        and _begins_with_print(node.value)
        for node in ast.walk(found)
    )


def _begins_with_print(node: ast.expr) -> bool:
    while True:
        if isinstance(node, ast.Tuple) and node.elts:
            node = node.elts[0]
        elif isinstance(node, ast.BinOp):
            node = node.left
        elif isinstance(node, ast.Subscript | ast.Starred | ast.Attribute):
            node = node.value
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            node = node.func
        else:
            break
    if isinstance(node, ast.Call):
        node = node.func
    return isinstance(node, ast.Name) and node.id == "print"
