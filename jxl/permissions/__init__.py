"""Who may do what: the catalogue of rights, the pure policy over them, and asking Jira for the facts."""
