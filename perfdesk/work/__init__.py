"""Work on whole documents and files, without Qt: what the window and the command line both do."""
