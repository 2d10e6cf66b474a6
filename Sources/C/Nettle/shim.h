/* SHA-256 from Nettle (Debian: nettle-dev), the library that GnuTLS uses. It uses the
   processor's SHA instructions if available. */
#include <nettle/sha2.h>
