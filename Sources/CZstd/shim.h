#ifndef TIDEMARK_CZSTD_H
#define TIDEMARK_CZSTD_H
#include <zstd.h>
#include <zstd_errors.h>
#endif
