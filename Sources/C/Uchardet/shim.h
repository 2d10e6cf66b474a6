/* Mozilla's detector of character encodings (Debian: libuchardet-dev). */
#include <uchardet/uchardet.h>
