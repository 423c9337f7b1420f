"""JSON Schema of what runtall writes."""
