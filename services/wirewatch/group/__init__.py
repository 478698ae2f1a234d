"""group: decides which story and revision each article is, once and for ever."""
