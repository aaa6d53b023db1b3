"""
What others may want to know of the lifecycle, without this package importing them.

Sent after the commit, with the app as sender and ``installation_id`` as keyword.
"""

from __future__ import annotations

from blinker import Signal

#: A site has the app for the first time, or again after an uninstall. Not sent for a re-install over a living one.
installation_installed = Signal("A site has installed the app.")

#: A site has removed the app. What SQL keeps of it goes 30 days later.
installation_uninstalled = Signal("A site has uninstalled the app.")
