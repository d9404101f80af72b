"""Pages for anyone: what this is, asking for a consultation, help now."""
