"""From the tree of a runbook file to its field values, telling of everything that is wrong on the way.

Knows the keys of both published dialects (`target` and `page`) and gives plain values; the runbook itself is
built elsewhere.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from difflib import get_close_matches
from typing import Any

from triage.hours import parse_hours
from triage.runbook_faults import FaultList
from triage.runbook_rules import read_rule
from triage.runbook_source import Spot
from triage.runbook_values import Entries, read_entries, read_list, read_text
from triage.runbook_yaml import MapNode, Node
