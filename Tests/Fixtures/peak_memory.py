"""Runs a program, and prints the peak memory, in KB, of the largest process that it used."""
import resource, subprocess, sys

status = subprocess.call(sys.argv[1:])
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
sys.exit(status)
