"""The console as web pages: one module for each page."""
