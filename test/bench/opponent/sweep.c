/*
 * The naive breach watch in C: every account at every tick. What the project's own watch is measured against.
 *
 *   gcc -O3 -march=native -fopenmp -ffp-contract=off -o sweep sweep.c
 *   ./sweep FOLDER METHOD ACCOUNTS POSITIONS INSTRUMENTS FROM TICKS ROUNDS THREADS
 *
 * METHOD  literal  equity and maintenance margin, then their comparison
 *         folded   one dot product an account: constant + sum(quantity x signal)
 *         filter   sixteen accounts at a time in single precision, with room for its errors; what it lets through is
 *                  decided in double precision. Needs AVX-512, five positions and at most 24 instruments.
 * FOLDER  little-endian columns: prices.f64 [ticks x instruments], mmr.f64 [instruments], cash.f64 [accounts],
 *         qty.f64, entry.f64 and idx.i32 [accounts x positions] (job-files.mjs writes them)
 *
 * No fused multiply-add (-ffp-contract=off), and terms are added from left to right: the same bits as in JavaScript.
 * One line of JSON comes out: milliseconds of each round over all its ticks, number of breaches, and the FNV-1a hash
 * over (tick, account). Exit code 3: this machine cannot run the method.
 */
#define _POSIX_C_SOURCE 200809L
#define _DEFAULT_SOURCE
#include <math.h>
#include <omp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>
#ifdef __AVX512F__
#include <immintrin.h>
#endif

enum { LANES = 16, THREADS_MAX = 64, SIGNALS_MAX = 256, FILTER_SIGNALS = 48, FILTER_POSITIONS = 5 };

static int accounts, positions, instruments, first_tick, tick_count;
static const double *price, *rate, *quantity, *entry;
static double *cash, *constant; /* Infinity takes an account out */
static const int32_t *instrument;
static uint8_t *signal_of;
static double signals[SIGNALS_MAX];
/* For the filter, by position and then by account; padded to whole vectors. */
static int padded;
static float *filter_constant, *filter_quantity;
static uint8_t *filter_signal;
static float filter_signals[FILTER_SIGNALS] __attribute__((aligned(64)));

static void fail(const char *what) {
  perror(what);
  exit(1);
}

/* Large pages where the kernel gives them: random reads are not what is measured, but page walks would be. */
static void *zeroed(size_t bytes) {
  const size_t page = (size_t)2 << 20;
  const size_t whole = (bytes + page - 1) / page * page;
  void *memory = aligned_alloc(page, whole);
  if (memory == NULL) fail("memory");
  madvise(memory, whole, MADV_HUGEPAGE);
  return memset(memory, 0, whole);
}

static void *column(const char *folder, const char *file, size_t skip, size_t bytes) {
  char path[4096];
  snprintf(path, sizeof path, "%s/%s", folder, file);
  FILE *stream = fopen(path, "rb");
  if (stream == NULL) fail(path);
  void *values = zeroed(bytes);
  if (fseek(stream, (long)skip, SEEK_SET) != 0 || fread(values, 1, bytes, stream) != bytes) fail(path);
  fclose(stream);
  return values;
}

static double surplus_of(int account) {
  const double *held = quantity + (size_t)account * positions;
  const uint8_t *which = signal_of + (size_t)account * positions;
  double surplus = constant[account];
  for (int k = 0; k < positions; k++) surplus += held[k] * signals[which[k]];
  return surplus;
}

static int sweep_literal(const double *now, int from, int to, int *found) {
  int count = 0;
  for (int account = from; account < to; account++) {
    const size_t at = (size_t)account * positions;
    double equity = cash[account];
    double maintenance = 0;
    for (int k = 0; k < positions; k++) {
      const int i = instrument[at + k];
      equity += quantity[at + k] * (now[i] - entry[at + k]);
      maintenance += rate[i] * fabs(quantity[at + k]) * now[i];
    }
    if (equity >= maintenance) continue;
    found[count++] = account;
    cash[account] = INFINITY;
  }
  return count;
}

static int sweep_folded(int from, int to, int *found) {
  int count = 0;
  for (int account = from; account < to; account++) {
    if (!(surplus_of(account) < 0)) continue;
    found[count++] = account;
    constant[account] = INFINITY;
  }
  return count;
}

#ifdef __AVX512F__
static int sweep_filter(int from, int to, int *found) {
  int count = 0;
  const __m512 low = _mm512_load_ps(filter_signals);
  const __m512 middle = _mm512_load_ps(filter_signals + LANES);
  const __m512 high = _mm512_load_ps(filter_signals + 2 * LANES);
  for (int account = from; account < to; account += LANES) {
    __m512 surplus = _mm512_load_ps(filter_constant + account);
    for (int k = 0; k < FILTER_POSITIONS; k++) {
      const size_t at = (size_t)k * padded + account;
      const __m512i which = _mm512_cvtepu8_epi32(_mm_load_si128((const __m128i *)(filter_signal + at)));
      const __mmask16 is_high = _mm512_cmpge_epi32_mask(which, _mm512_set1_epi32(2 * LANES));
      const __m512 looked_up = _mm512_permutex2var_ps(low, which, middle);
      const __m512 value = _mm512_mask_permutexvar_ps(looked_up, is_high, which, high);
      surplus = _mm512_fmadd_ps(_mm512_load_ps(filter_quantity + at), value, surplus);
    }
    unsigned suspects = _mm512_cmp_ps_mask(surplus, _mm512_setzero_ps(), _CMP_LT_OQ);
    for (; suspects != 0; suspects &= suspects - 1) {
      const int suspect = account + __builtin_ctz(suspects);
      if (!(surplus_of(suspect) < 0)) continue;
      found[count++] = suspect;
      constant[suspect] = INFINITY;
      filter_constant[suspect] = INFINITY;
    }
  }
  return count;
}
#endif

static void fold(void) {
  constant = zeroed((size_t)padded * sizeof *constant);
  signal_of = zeroed((size_t)accounts * positions);
  for (int account = 0; account < accounts; account++) {
    double sum = cash[account];
    for (int k = 0; k < positions; k++) {
      const size_t at = (size_t)account * positions + k;
      sum -= quantity[at] * entry[at];
      signal_of[at] = (uint8_t)(2 * instrument[at] + (quantity[at] < 0));
    }
    constant[account] = sum;
  }
}

/*
 * Single precision is wrong by at most half a unit in the last place (2^-24) of the gross value for each conversion
 * and each sum: constant 1, factors 2, five sums 5. Ten of them, at the highest price of each instrument, cover that and
 * products of errors.
 */
static void prepare_filter(void) {
  double highest[SIGNALS_MAX / 2] = {0};
  for (int t = 0; t < tick_count; t++)
    for (int i = 0; i < instruments; i++) highest[i] = fmax(highest[i], price[(size_t)t * instruments + i]);
  filter_constant = zeroed((size_t)padded * sizeof *filter_constant);
  filter_quantity = zeroed((size_t)padded * positions * sizeof *filter_quantity);
  filter_signal = zeroed((size_t)padded * positions);
  for (int account = 0; account < padded; account++) {
    if (account >= accounts) {
      filter_constant[account] = INFINITY;
      continue;
    }
    double gross = fabs(constant[account]);
    for (int k = 0; k < positions; k++) {
      const size_t at = (size_t)account * positions + k;
      const size_t to = (size_t)k * padded + account;
      gross += fabs(quantity[at]) * highest[instrument[at]] * (1 + rate[instrument[at]]);
      filter_quantity[to] = (float)quantity[at];
      filter_signal[to] = signal_of[at];
    }
    filter_constant[account] = (float)(constant[account] - 10 * 0x1p-24 * gross);
  }
}

enum method { LITERAL, FOLDED, FILTER };

static int sweep(enum method method, const double *now, int from, int to, int *found) {
  if (method == LITERAL) return sweep_literal(now, from, to, found);
#ifdef __AVX512F__
  if (method == FILTER) return sweep_filter(from, to, found);
#endif
  return sweep_folded(from, to, found);
}

static uint64_t mixed(uint64_t hash, uint64_t value) { return (hash ^ value) * 1099511628211u; }

static double milliseconds(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return time.tv_sec * 1e3 + time.tv_nsec * 1e-6;
}

/* One pass over the ticks; adds to the hash and returns the number of breaches. */
static long run(enum method method, int threads, int **found, uint64_t *hash) {
  const int share = (padded / threads + LANES * 4 - 1) / (LANES * 4) * (LANES * 4);
  const int end = method == FILTER ? padded : accounts;
  long breaches = 0;
  for (int t = 0; t < tick_count; t++) {
    const double *now = price + (size_t)t * instruments;
    for (int i = 0; i < instruments; i++) {
      signals[2 * i] = now[i] * (1 - rate[i]);
      signals[2 * i + 1] = now[i] * (1 + rate[i]);
    }
    if (method == FILTER)
      for (int s = 0; s < 2 * instruments; s++) filter_signals[s] = (float)signals[s];
    int counts[THREADS_MAX] = {0};
#pragma omp parallel num_threads(threads)
    {
      const int thread = omp_get_thread_num();
      const int from = thread * share < end ? thread * share : end;
      const int to = thread == threads - 1 || from + share > end ? end : from + share;
      counts[thread] = sweep(method, now, from, to, found[thread]);
    }
    for (int thread = 0; thread < threads; thread++) {
      breaches += counts[thread];
      for (int n = 0; n < counts[thread]; n++)
        *hash = mixed(mixed(*hash, (uint64_t)(first_tick + t)), (uint64_t)found[thread][n]);
    }
  }
  return breaches;
}

int main(int argc, char **argv) {
  if (argc != 10) {
    fprintf(stderr, "usage: sweep FOLDER METHOD ACCOUNTS POSITIONS INSTRUMENTS FROM TICKS ROUNDS THREADS\n");
    return 2;
  }
  const char *folder = argv[1];
  const enum method method = !strcmp(argv[2], "literal") ? LITERAL : !strcmp(argv[2], "filter") ? FILTER : FOLDED;
  accounts = atoi(argv[3]);
  positions = atoi(argv[4]);
  instruments = atoi(argv[5]);
  first_tick = atoi(argv[6]);
  tick_count = atoi(argv[7]);
  const int rounds = atoi(argv[8]);
  const int threads = atoi(argv[9]);
  if (threads < 1 || threads > THREADS_MAX || rounds < 1 || 2 * instruments > SIGNALS_MAX) return 2;
#ifdef __AVX512F__
  if (method == FILTER && (positions != FILTER_POSITIONS || 2 * instruments > FILTER_SIGNALS)) return 3;
#else
  if (method == FILTER) return 3;
#endif
  padded = (accounts + 4 * LANES - 1) / (4 * LANES) * (4 * LANES);
  const size_t held = (size_t)accounts * positions;
  const size_t row = (size_t)instruments * sizeof(double);
  price = column(folder, "prices.f64", first_tick * row, tick_count * row);
  rate = column(folder, "mmr.f64", 0, row);
  cash = column(folder, "cash.f64", 0, accounts * sizeof(double));
  quantity = column(folder, "qty.f64", 0, held * sizeof(double));
  entry = column(folder, "entry.f64", 0, held * sizeof(double));
  instrument = column(folder, "idx.i32", 0, held * sizeof(int32_t));
  fold();
  if (method == FILTER) prepare_filter();
  double *changing = method == LITERAL ? cash : constant;
  double *kept = zeroed((size_t)accounts * sizeof *kept);
  float *filter_kept = zeroed((size_t)padded * sizeof *filter_kept);
  memcpy(kept, changing, (size_t)accounts * sizeof *kept);
  if (method == FILTER) memcpy(filter_kept, filter_constant, (size_t)padded * sizeof *filter_kept);
  int *found[THREADS_MAX];
  for (int thread = 0; thread < threads; thread++) found[thread] = zeroed(((size_t)accounts + LANES) * sizeof(int));
  printf("{\"ms\":[");
  long breaches = 0;
  uint64_t hash = 0;
  for (int round = 0; round < rounds; round++) {
    memcpy(changing, kept, (size_t)accounts * sizeof *kept);
    if (method == FILTER) memcpy(filter_constant, filter_kept, (size_t)padded * sizeof *filter_kept);
    hash = 0x14650fb0739d0383u;
    const double started = milliseconds();
    breaches = run(method, threads, found, &hash);
    printf("%s%.6f", round == 0 ? "" : ",", milliseconds() - started);
  }
  printf("],\"breaches\":%ld,\"hash\":\"%016llx\"}\n", breaches, (unsigned long long)hash);
  return 0;
}
