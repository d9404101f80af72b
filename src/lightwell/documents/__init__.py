"""Paper: what leaves a record as a letter, a plan or a summary. Context to HTML to tagged PDF."""
