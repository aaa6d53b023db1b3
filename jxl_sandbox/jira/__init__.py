"""A Jira Cloud site in one process: its data, its rules, its REST API and its pages."""
