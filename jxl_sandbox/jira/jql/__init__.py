"""
JQL: its grammar (``lexer``, ``ast``, ``parser``, ``structure``) and its meaning (``fields``, ``functions``,
``evaluate``).
"""
