"""Commands of the command line that answer from the clinical core, one module for each subject."""
