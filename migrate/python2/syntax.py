"""What Python 3's own parser says of a source."""

from __future__ import annotations

import ast
import functools
import warnings


@functools.lru_cache(maxsize=64)
def parses(source: str) -> SyntaxError | None:
    """Return the error of Python 3's own parser, ``None`` when there is none; top-level await is
    allowed."""
    flags = ast.PyCF_ONLY_AST | ast.PyCF_ALLOW_TOP_LEVEL_AWAIT
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            compile(source, "<cell>", "exec", flags, dont_inherit=True)
        except SyntaxError as error:
            return error
        except (ValueError, RecursionError, MemoryError) as error:
            return SyntaxError(str(error))
    return None
