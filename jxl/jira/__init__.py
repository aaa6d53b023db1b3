"""How jxl calls Jira: one client, ways of signing, one module a family of resources, and codecs for fields."""
