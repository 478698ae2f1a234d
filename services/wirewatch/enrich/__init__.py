"""enrich: pages become articles with clean text, language, entities and topics."""
