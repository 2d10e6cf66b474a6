"""Compresses the file `in` into the file `out`: compress.py gzip|deflate|raw"""
import sys, zlib

window_bits = {'gzip': 31, 'deflate': 15, 'raw': -15}[sys.argv[1]]
compressor = zlib.compressobj(9, zlib.DEFLATED, window_bits)
with open('in', 'rb') as source, open('out', 'wb') as target:
  target.write(compressor.compress(source.read()) + compressor.flush())
