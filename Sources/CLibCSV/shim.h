#ifndef TIDEMARK_CLIBCSV_H
#define TIDEMARK_CLIBCSV_H
#include <csv.h>
#endif
