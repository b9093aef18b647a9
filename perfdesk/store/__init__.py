"""Our own file and the one door through which every file is written."""
