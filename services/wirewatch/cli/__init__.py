"""The command line: every service, and everything a person does with them."""
