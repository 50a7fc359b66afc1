"""Which of a notebook's cells an answer relies on."""

import symtable

from IPython.core.inputtransformer2 import TransformerManager

UNREADABLE = (SyntaxError, ValueError, RecursionError, MemoryError)


def with_helpers(answer: list[str], added: list[str]) -> list[str]:
    """Return an answer's sources and the added ones that define what it uses, and so on.

    A source that can't be read, such as a cell magic, is taken along.
    """
    found, new, rest = [], answer, added
    while new:
        found = found + new
        used = set().union(*map(names_used, new))
        new = [source for source in rest if relied_on(source, used)]
        rest = [source for source in rest if source not in new]
    return found


def relied_on(source: str, used: set[str]) -> bool:
    symbols = global_symbols(source)
    return symbols is None or any(
        symbol.get_name() in used and (symbol.is_assigned() or symbol.is_imported())
        for symbol in symbols
    )


def names_used(source: str) -> set[str]:
    """Return the global names that a source refers to; none where it can't be read."""
    symbols = global_symbols(source) or []
    return {symbol.get_name() for symbol in symbols if symbol.is_referenced()}


def global_symbols(source: str) -> list[symtable.Symbol] | None:
    """Return the symbols of a source, in all its scopes, that are global; None if unreadable."""
    if not source.lstrip().startswith("%%"):  # such a cell may hide anything in a string
        source = TransformerManager().transform_cell(source)
    try:
        tables = [symtable.symtable(source, "cell", "exec")]
    except UNREADABLE:
        return None
    for table in tables:
        tables.extend(table.get_children())
    return [
        symbol
        for table in tables
        for symbol in table.get_symbols()
        if table.get_type() == "module" or symbol.is_global()
    ]
