/*
 * The GNU Scientific Library (2.7) as a Swift module. GSL declares its generators and minimisers
 * as mutable C globals, which Swift 6 refuses to read; the inline functions below hand them out.
 */
#ifndef TIDEMARK_CGSL_SHIM_H
#define TIDEMARK_CGSL_SHIM_H

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_errno.h>
#include <gsl/gsl_histogram.h>
#include <gsl/gsl_multifit.h>
#include <gsl/gsl_multimin.h>
#include <gsl/gsl_randist.h>
#include <gsl/gsl_rng.h>
#include <gsl/gsl_sf_gamma.h>
#include <gsl/gsl_sort_double.h>
#include <gsl/gsl_statistics_double.h>
#include <gsl/gsl_version.h>

/* GSL_SUCCESS as the type the library's functions return. */
static inline int cgsl_success(void) { return GSL_SUCCESS; }

/* The version of the headers this was built with. */
static inline const char *cgsl_version(void) { return GSL_VERSION; }

/* Mersenne Twister, the stream of numpy.random.RandomState. */
static inline const gsl_rng_type *cgsl_mt19937(void) { return gsl_rng_mt19937; }

/* Nelder-Mead simplex: no derivatives, O(n) per step. */
static inline const gsl_multimin_fminimizer_type *cgsl_nmsimplex2(void) {
  return gsl_multimin_fminimizer_nmsimplex2;
}

#endif
