"""One machine, one command: web server and worker started, watched and stopped together."""
