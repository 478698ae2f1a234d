"""HTTP on aiohttp: fetching and sending, behind one guard against requests to private addresses."""
