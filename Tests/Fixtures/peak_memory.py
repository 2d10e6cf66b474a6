"""Runs a program, and prints the most memory in KB that it, or one that it started, has taken."""
import resource, subprocess, sys

status = subprocess.call(sys.argv[1:])
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
sys.exit(status)
