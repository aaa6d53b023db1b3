"""
Reads the values of issue writes, one field at a time, into the sandbox's inner form; refuses in Jira's words.

``update.py`` is the way in; the other modules hold the readers by kind of field.
"""
