"""
jxl: spreadsheets of Jira issues, inside Jira.

The rooms of the house and the direction of imports are drawn in ``docs/architecture.md``.
"""

__version__ = "0.1.0"
