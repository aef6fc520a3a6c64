"""Files and folders that several digitpads share: whole writes, bounded reads, and one change of a folder at a time."""
