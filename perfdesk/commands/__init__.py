"""The commands of the command line, by what they are for. Each takes the parsed arguments and gives the exit code."""
