"""
The outside world of jxl, simulated: a Jira Cloud site that clients nobody here wrote can work against.

Imports nothing of ``jxl``: it signs and verifies with its own code, so that one mistake cannot cancel itself.
``COVERAGE.md`` lists what is built; everything else under ``/rest/`` answers 501.
"""
