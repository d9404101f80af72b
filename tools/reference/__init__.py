"""The reference pages, one module to a page; each page is made from what it describes."""
