"""Atlassian Connect as a site runs it: tokens, keys, installed apps, who is calling, faults and the request log."""
