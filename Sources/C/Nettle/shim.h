/* The SHA-256 of Nettle (Debian: nettle-dev), the library behind GnuTLS: it uses the processor's own
   instructions for it where there are any. */
#include <nettle/sha2.h>
