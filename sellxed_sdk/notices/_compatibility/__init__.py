"""Conflicts as people and programs read them: tree, Markdown, HTML, SARIF, JUnit."""
