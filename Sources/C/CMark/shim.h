/* CommonMark with GitHub's tables (Debian: libcmark-gfm-dev, libcmark-gfm-extensions-dev). */
#include <stdlib.h>
#include <cmark-gfm.h>
#include <cmark-gfm-core-extensions.h>
