/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-clock.h"

#define DEPOT_TYPE_CLOCK_BY_HAND (depot_clock_by_hand_get_type ())
G_DECLARE_FINAL_TYPE (DepotClockByHand, depot_clock_by_hand, DEPOT, CLOCK_BY_HAND, DepotClock)

typedef struct
{
  guint id;
  gint64 due, interval; /* microseconds */
  gboolean is_forgotten;
  GSourceFunc func;
  gpointer data;
  GDestroyNotify destroy;
} Timer;

struct _DepotClockByHand
{
  DepotClock parent_instance;

  gint64 now; /* microseconds */
  guint last_id;
  GPtrArray *timers;
  Timer *ringing; /* outside the array while its function runs */
};

G_DEFINE_FINAL_TYPE (DepotClockByHand, depot_clock_by_hand, DEPOT_TYPE_CLOCK)

static void
timer_free (gpointer data)
{
  Timer *timer = data;

  if (timer->destroy != NULL)
    timer->destroy (timer->data);
  g_free (timer);
}

static gint64
depot_clock_by_hand_now (DepotClock *clock)
{
  return DEPOT_CLOCK_BY_HAND (clock)->now / G_USEC_PER_SEC;
}

static guint
depot_clock_by_hand_call_after (
    DepotClock *clock, double seconds, GSourceFunc func, gpointer data, GDestroyNotify destroy)
{
  DepotClockByHand *self = DEPOT_CLOCK_BY_HAND (clock);
  Timer *timer = g_new0 (Timer, 1);

  timer->id = ++self->last_id;
  timer->interval = (gint64) (MAX (seconds, 0.001) * G_USEC_PER_SEC);
  timer->due = self->now + timer->interval;
  timer->func = func;
  timer->data = data;
  timer->destroy = destroy;
  g_ptr_array_add (self->timers, timer);
  return timer->id;
}

static void
depot_clock_by_hand_forget (DepotClock *clock, guint id)
{
  DepotClockByHand *self = DEPOT_CLOCK_BY_HAND (clock);

  if (self->ringing != NULL && self->ringing->id == id)
    {
      self->ringing->is_forgotten = TRUE;
      return;
    }
  for (guint i = 0; i < self->timers->len; i++)
    if (((Timer *) g_ptr_array_index (self->timers, i))->id == id)
      {
        g_ptr_array_remove_index (self->timers, i);
        return;
      }
  g_critical ("There is no timer %u to forget", id);
}

/* The next timer due until then, taken out of the array; the older one first when two are due at
 * once. */
static Timer *
take_next (DepotClockByHand *self, gint64 until)
{
  Timer *next = NULL;

  for (guint i = 0; i < self->timers->len; i++)
    {
      Timer *timer = g_ptr_array_index (self->timers, i);

      if (timer->due <= until
          && (next == NULL || timer->due < next->due
              || (timer->due == next->due && timer->id < next->id)))
        next = timer;
    }
  if (next != NULL)
    {
      guint at;

      g_ptr_array_find (self->timers, next, &at);
      g_ptr_array_steal_index (self->timers, at);
    }
  return next;
}

static void
ring (DepotClockByHand *self, Timer *timer)
{
  gboolean again;

  self->now = MAX (self->now, timer->due);
  self->ringing = timer;
  again = timer->func (timer->data) == G_SOURCE_CONTINUE;
  self->ringing = NULL;

  if (again && !timer->is_forgotten)
    {
      timer->due += timer->interval;
      g_ptr_array_add (self->timers, timer);
    }
  else
    timer_free (timer);
}

void
depot_clock_advance (DepotClock *clock, double seconds)
{
  DepotClockByHand *self;
  gint64 until;
  Timer *timer;

  g_return_if_fail (DEPOT_IS_CLOCK_BY_HAND (clock));

  self = DEPOT_CLOCK_BY_HAND (clock);
  g_object_ref (self);
  until = self->now + (gint64) (seconds * G_USEC_PER_SEC);
  while ((timer = take_next (self, until)) != NULL)
    ring (self, timer);
  self->now = until;
  g_object_unref (self);
}

static void
depot_clock_by_hand_finalize (GObject *object)
{
  g_ptr_array_unref (DEPOT_CLOCK_BY_HAND (object)->timers);
  G_OBJECT_CLASS (depot_clock_by_hand_parent_class)->finalize (object);
}

static void
depot_clock_by_hand_class_init (DepotClockByHandClass *klass)
{
  DepotClockClass *clock_class = DEPOT_CLOCK_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = depot_clock_by_hand_finalize;
  clock_class->now = depot_clock_by_hand_now;
  clock_class->call_after = depot_clock_by_hand_call_after;
  clock_class->forget = depot_clock_by_hand_forget;
}

static void
depot_clock_by_hand_init (DepotClockByHand *self)
{
  self->timers = g_ptr_array_new_with_free_func (timer_free);
}

DepotClock *
depot_clock_new_by_hand (gint64 now)
{
  DepotClockByHand *self = g_object_new (DEPOT_TYPE_CLOCK_BY_HAND, NULL);

  self->now = now * G_USEC_PER_SEC;
  return DEPOT_CLOCK (self);
}
