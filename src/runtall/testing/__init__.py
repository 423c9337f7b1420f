"""Shipped for plug-ins and tests: runners made of formulas, contracts, sample results."""
