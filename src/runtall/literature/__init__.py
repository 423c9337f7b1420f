"""Every number that comes from a paper or is an engineering choice, with its source.

The numbers live in ``values.toml``, the works in ``references.bib``. Code asks for a number
by key and never carries a bare threshold.
"""

from runtall.literature.values import Reference, Value, number, reference, references, value, values

__all__ = ["Reference", "Value", "number", "reference", "references", "value", "values"]
