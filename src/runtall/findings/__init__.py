"""From measurements to what stands out."""
