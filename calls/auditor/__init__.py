"""The auditor: looks over the watchdog's shoulder, repairs what is late, and raises the alarm by another route."""
