"""One request and its answer: transport, retries, limits, redaction."""
