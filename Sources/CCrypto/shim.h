#ifndef TIDEMARK_CCRYPTO_H
#define TIDEMARK_CCRYPTO_H
#include <openssl/evp.h>
#endif
