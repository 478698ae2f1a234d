"""console: live alerts, search, articles, rules, outcomes and dead letters as web pages."""
