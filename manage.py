#!/usr/bin/env python
"""Django's command line, on the servers that `make run` uses."""

import os
import sys

from nightdesk.embedded import ensure_servers

NEEDS_NO_SERVER = {"help", "version", "--help", "--version", "collectstatic", "spectacular"}


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "nightdesk.settings")
    if not NEEDS_NO_SERVER & set(sys.argv[1:2]) and len(sys.argv) > 1:
        ensure_servers()
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
