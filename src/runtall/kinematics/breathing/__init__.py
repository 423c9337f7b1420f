"""Breathing from the movement of the chest and the belly."""
