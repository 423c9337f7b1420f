"""Small drawings as SVG text; colours come from classes that each page defines."""
