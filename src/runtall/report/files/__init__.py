"""The files of a result folder, one module each."""
