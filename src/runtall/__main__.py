"""``python -m runtall``."""

from runtall.cli import main

if __name__ == "__main__":
    main()
