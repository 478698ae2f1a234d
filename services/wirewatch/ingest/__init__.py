"""ingest: fetches pages politely, gives them their identity, and puts them on the bus."""
