"""Games: Stakes, parties and options in; which outcomes hold, in how many draws and under which bargains, out."""
