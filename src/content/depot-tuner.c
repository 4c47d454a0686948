/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-tuner.h"

#define FIRST 4
#define SHORTEST_US (G_USEC_PER_SEC / 10)
#define TRY_AGAIN_US (10 * G_USEC_PER_SEC)
#define SHARE 0.2
/* What a request costs beside its bytes, in bytes: small files count, too. */
#define REQUEST_BYTES (64 * 1024)

static void
begin (DepotTuner *self, gint64 now_us, guint64 bytes, guint requests)
{
  self->since_us = now_us;
  self->bytes_then = bytes;
  self->requests_then = requests;
}

void
depot_tuner_init (DepotTuner *self, guint max, gboolean fixed, gint64 now_us)
{
  *self = (DepotTuner) { .allowed = fixed ? max : MIN (FIRST, max), .max = max };
  self->is_settled = fixed;
  self->settled_at_us = fixed ? G_MAXINT64 / 2 : 0;
  begin (self, now_us, 0, 0);
}

static void
settle (DepotTuner *self, guint allowed, gint64 now_us)
{
  self->allowed = MAX (allowed, 1);
  self->is_settled = TRUE;
  self->settled_at_us = MAX (self->settled_at_us, now_us);
}

static void
grow (DepotTuner *self, double rate, gint64 now_us)
{
  self->good = self->allowed;
  self->good_rate = rate;
  self->allowed = MIN (self->max, self->allowed * (self->allowed < 64 ? 4 : 2));
  if (self->allowed == self->good)
    settle (self, self->allowed, now_us);
}

static void
judge (DepotTuner *self, double rate, gint64 now_us)
{
  double growth = self->good > 0 ? (double) self->allowed / self->good - 1 : 0;

  if (self->is_settled)
    {
      /* The way or the service may be better by now. */
      if (now_us - self->settled_at_us < TRY_AGAIN_US)
        return;
      self->is_settled = FALSE;
      grow (self, rate, now_us);
    }
  else if (rate >= self->good_rate * (1 + SHARE * growth))
    grow (self, rate, now_us);
  else
    settle (self, self->good, now_us);
}

void
depot_tuner_note (DepotTuner *self, gint64 now_us, guint64 bytes, guint requests, guint busy)
{
  guint answers = requests - self->requests_then;
  gint64 elapsed_us = now_us - self->since_us;

  if (busy > self->busy_then && self->settled_at_us <= now_us)
    {
      /* One step back for all that was refused while these connections were on their way. */
      if (answers >= self->allowed || !self->is_settled)
        {
          settle (self, self->allowed * 3 / 4, now_us);
          begin (self, now_us, bytes, requests);
          self->busy_then = busy;
        }
      return;
    }
  if (answers < self->allowed || elapsed_us < SHORTEST_US)
    return;
  judge (self,
         ((double) (bytes - self->bytes_then) + (double) answers * REQUEST_BYTES)
             / (double) elapsed_us,
         now_us);
  begin (self, now_us, bytes, requests);
}
