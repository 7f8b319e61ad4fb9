"""Drafts of statements: from a person's answers, or from what a ministry publishes elsewhere. Nothing is published."""
