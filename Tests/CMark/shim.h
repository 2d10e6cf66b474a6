/* CommonMark's reference implementation (Debian: libcmark-gfm-dev). */
#include <stdlib.h>
#include <cmark-gfm.h>
