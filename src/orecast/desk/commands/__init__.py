"""The sub-commands of the command line, one module each; rooms are imported inside the functions."""
