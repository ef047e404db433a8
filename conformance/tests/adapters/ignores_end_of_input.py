"""Lives on after the end of its input, with a child in the background."""

import subprocess
import sys
import time

import toy

subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
toy.serve()
time.sleep(600)
