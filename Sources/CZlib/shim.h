#ifndef TIDEMARK_CZLIB_H
#define TIDEMARK_CZLIB_H
#include <zlib.h>
#endif
