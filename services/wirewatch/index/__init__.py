"""index: keeps articles, alerts, deliveries and outcomes searchable."""
