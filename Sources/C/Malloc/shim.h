#ifndef CMALLOC_SHIM_H
#define CMALLOC_SHIM_H

/* The settings of glibc's allocator, which Swift's Glibc module does not include. */
#include <malloc.h>

#endif
