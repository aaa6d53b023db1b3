"""Tests of the simulated Jira site."""
